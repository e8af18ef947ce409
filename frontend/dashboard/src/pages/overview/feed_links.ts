import type { DayRange } from '../../time/range';
import { readEventsSearch, type EventsSearch } from '../events/search';
import type { Kpi } from './summary';

/** Where a number leads: the feed, asked for exactly the events that it counts. */
export type FeedLink = EventsSearch;
/** Days, both included, or instants, the end excluded. */
export type Span = DayRange;

/** What a collective row is called: the rest, beyond those that are counted by name. */
export const COLLECTIVE = 'other';

export function feedOfEvents(events: Kpi['events'], { from, to }: Span): FeedLink | null {
  if (events === null) return null;
  return readEventsSearch({ from, to, type: events.type, ...(events.success ? { success: events.success } : {}) });
}

/** All that is drawn there; null where nothing is. */
export function feedOfColumn(series: readonly { events: Kpi['events'] }[], { from, to }: Span): FeedLink | null {
  const types = [...new Set(series.flatMap(({ events }) => events?.type ?? []))];
  return types.length > 0 ? readEventsSearch({ from, to, type: types }) : null;
}

export function feedOfError(line: { event_type: string; error_code: string }, { from, to }: Span): FeedLink | null {
  if (line.error_code === COLLECTIVE) return null;
  return readEventsSearch({ from, to, type: [line.event_type], error_code: line.error_code });
}

export function feedOfSource(source: string, { from, to }: Span): FeedLink | null {
  return source === COLLECTIVE ? null : readEventsSearch({ from, to, source });
}

const REGISTRATION = 'm_registration';

export function feedOfRegistrations(tracked: boolean, { from, to }: Span): FeedLink {
  return readEventsSearch({ from, to, type: [REGISTRATION], success: String(tracked) });
}

/** `reason`: why registrations were not tracked. */
export function feedOfReason(reason: string, { from, to }: Span): FeedLink | null {
  if (reason === COLLECTIVE) return null;
  return readEventsSearch({ from, to, type: [REGISTRATION], success: 'false', error_code: reason });
}
