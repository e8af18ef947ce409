import { parseSearch } from '../../app/search_params';
import { readEventsSearch } from '../events/search';
import { readOverviewSearch } from '../overview/search';
import type { Alarm } from './queries';

/**
 * One step to what an alarm is about; null where it was never judged.
 *
 * `events`: exactly those behind it, of the window in which they were seen. `kind`: those that would be, as none is
 * named. `latest`, `day`: of the two alarms that are about the absence of events, and about counts.
 */
export function behind(alarm: Pick<Alarm, 'id' | 'link' | 'cause'>) {
  if (alarm.id === 'ingest-silent') return { to: '/events', search: readEventsSearch({}), what: 'latest' } as const;
  if (alarm.id === 'rollup-drift') {
    const day = alarm.cause?.day ?? null;
    const range = day === null ? {} : { from: day, to: day };
    return { to: '/', search: readOverviewSearch(range), what: 'day' } as const;
  }
  const named = parseSearch(new URL(alarm.link, location.origin).search);
  if (Object.keys(named).length === 0) return null;
  return { to: '/events', search: readEventsSearch(named), what: named.from ? 'events' : 'kind' } as const;
}

export type Behind = NonNullable<ReturnType<typeof behind>>;
