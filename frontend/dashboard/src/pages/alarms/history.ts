import type { Change } from './queries';

export const HISTORY_DAYS = 90;
const HISTORY_MS = HISTORY_DAYS * 86_400_000;

/** A change with how long its state held; `isCurrent`: until now. */
export type Period = Change & { fromMs: number; toMs: number; isCurrent: boolean };

/** `changes`: the newest first, as the API has them. */
export function periodsOf(changes: readonly Change[], now: Date): Period[] {
  return changes.map((change, index) => {
    const next = changes[index - 1];
    const fromMs = Date.parse(change.at);
    const toMs = next ? Date.parse(next.at) : Math.max(now.getTime(), fromMs);
    return { ...change, fromMs, toMs, isCurrent: next === undefined };
  });
}

/** Where on the line of 90 days a period stands, from 0 to 1; null if it had ended before. */
export function onLine(period: Period, now: Date): { start: number; end: number } | null {
  const begin = now.getTime() - HISTORY_MS;
  if (period.toMs <= begin) return null;
  return { start: Math.max(0, (period.fromMs - begin) / HISTORY_MS), end: (period.toMs - begin) / HISTORY_MS };
}

/** How often it was on, and for how long altogether. */
export function timeOn(periods: readonly Period[]): { times: number; ms: number } {
  const on = periods.filter((period) => period.state === 'alarm');
  return { times: on.length, ms: on.reduce((sum, period) => sum + period.toMs - period.fromMs, 0) };
}
