/** How long it took from one event of a trace to the next, as it looks. */
export type Gap = 'usual' | 'long' | 'days';

/** Most one-time passwords have expired by then: whoever comes back later begins anew. */
const LONG_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Null for the first event, before which there is nothing. */
export function gapOf(sincePreviousMs: number | null): Gap | null {
  if (sincePreviousMs === null) return null;
  if (sincePreviousMs >= DAY_MS) return 'days';
  return sincePreviousMs >= LONG_MS ? 'long' : 'usual';
}
