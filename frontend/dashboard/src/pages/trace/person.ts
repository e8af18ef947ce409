import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';
import { MOST_DAYS, type DayRange } from '../../time/range';
import { addDays } from '../../time/reporting_day';

type Event = Schemas['EventAnswer'];

/** `last`: the newest of its events that carry the person's address; others of the trace may have come since. */
export type PersonTrace = { traceId: string; firstAt: string; lastAt: string; count: number; last: Event };
/** `untraced`: events that belong to no trace. `complete`: whether all events of the range were looked at. */
export type Person = {
  traces: PersonTrace[];
  email: Schemas['EmailAnswer'] | null;
  untraced: number;
  complete: boolean;
};

const PAGE = 200;
const MOST_PAGES = 10;

/** As many days up to today as the feed takes at once, none of which is older than events are kept. */
export function daysOfPerson(today: string, retentionDays: number): DayRange {
  return { from: addDays(today, 1 - Math.min(MOST_DAYS, retentionDays)), to: today };
}

/** `fingerprints`: separated by commas. */
export const personQuery = (fingerprints: string, range: DayRange) =>
  queryOptions({
    queryKey: ['person', fingerprints, range],
    queryFn: ({ signal }) => readPerson({ q_email: fingerprints, ...range }, signal),
  });

async function readPerson(asked: DayRange & { q_email: string }, signal: AbortSignal): Promise<Person> {
  const events: Event[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { ...asked, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const answer: Schemas['FeedAnswer'] = await call(api.GET('/internal/funnel-events', { params: { query }, signal }));
    events.push(...answer.events);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return { ...tracesOf(events), complete: cursor === null };
}

/** The distinct traces, the one with the newest event first. */
export function tracesOf(events: readonly Event[]): Omit<Person, 'complete'> {
  const traces = new Map<string, PersonTrace>();
  let untraced = 0;
  for (const event of events.toSorted((one, other) => eventAt(one).localeCompare(eventAt(other)))) {
    const { trace_id: traceId } = event;
    if (traceId === null) untraced += 1;
    else {
      const at = eventAt(event);
      const before = traces.get(traceId) ?? { traceId, firstAt: at, count: 0 };
      traces.set(traceId, { ...before, lastAt: at, count: before.count + 1, last: event });
    }
  }
  const newestFirst = [...traces.values()].sort((one, other) => other.lastAt.localeCompare(one.lastAt));
  return { traces: newestFirst, email: events.find((event) => event.email !== null)?.email ?? null, untraced };
}

/** By the sender's clock where that was believed, as in a timeline. */
export function eventAt(event: Pick<Event, 'ts' | 'occurred_at'>): string {
  return event.occurred_at ?? event.ts;
}
