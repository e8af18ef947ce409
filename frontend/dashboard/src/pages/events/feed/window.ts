import { dayStart } from '../../../time/local_time';
import { addDays, isDay } from '../../../time/reporting_day';
import type { FeedSearch } from '../filter/filters';

/** Start included, end excluded; the default range moves on with the days, and so has no end. */
export type Window = { startMs: number; endMs: number };

export function windowOf({ from, to }: FeedSearch, timezone: string): Window {
  if (!from || !to) return { startMs: -Infinity, endMs: Infinity };
  const [start, end] = isDay(to) ? [dayStart(from, timezone), dayStart(addDays(to, 1), timezone)] : [from, to];
  return { startMs: Date.parse(start), endMs: Date.parse(end) };
}

/** Whether events of this moment belong to it, so that there is something to wait for. */
export function isOpenAt(window: Window, nowMs: number): boolean {
  return window.startMs <= nowMs && nowMs < window.endMs;
}
