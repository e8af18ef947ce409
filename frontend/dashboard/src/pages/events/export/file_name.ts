import { localOf } from '../../../time/local_time';
import { isDay } from '../../../time/reporting_day';

/** With its range, in the reporting timezone; without characters that some file system refuses. */
export function csvFileName({ from, to }: { from: string; to: string }, timezone: string): string {
  const named = (end: string) => (isDay(end) ? end : localOf(end, timezone).replaceAll(':', ''));
  return `events_${named(from)}_${named(to)}.csv`;
}
