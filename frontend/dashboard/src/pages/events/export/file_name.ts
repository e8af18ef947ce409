import { localOf } from '../../../time/local_time';
import { isDay } from '../../../time/reporting_day';

/** With its range, in the reporting timezone; without characters that some file system refuses. */
export function csvFileName(name: string, { from, to }: { from: string; to: string }, timezone: string): string {
  const named = (end: string) => (isDay(end) ? end : localOf(end, timezone).replaceAll(':', ''));
  return `${name}_${named(from)}_${named(to)}.csv`;
}
