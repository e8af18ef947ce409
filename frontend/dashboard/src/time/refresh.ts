import { dayOf } from './reporting_day';

type AnswerRange = { to: string; timezone: string; days: number };

const LONG_RANGE_DAYS = 31;
const LONG_RANGE_MS = 60_000;
/** A day that is over changes when it is closed, and when something is filled in. */
const OVER_MS = 5 * 60_000;

/** How often the numbers of some days are asked for again: reading costs, the more the longer the range. */
export function refreshEveryMs(range: AnswerRange | undefined, usuallyMs: number): number {
  if (!range) return usuallyMs;
  if (range.to < dayOf(new Date(), range.timezone)) return OVER_MS;
  return range.days > LONG_RANGE_DAYS ? LONG_RANGE_MS : usuallyMs;
}
