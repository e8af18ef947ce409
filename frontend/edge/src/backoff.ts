/** How long to wait before the next attempt: full jitter, and never less than the service asked for. */

const BASE_MS = 500;
const LONGEST_MS = 60_000;

/** `failures`: in a row, from 1 on. `random`: 0 (inclusive) to 1. */
export function backoffMs(failures: number, retryAfterMs: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(failures - 1, 20));
  return Math.min(retryAfterMs, LONGEST_MS * 5) + random * ceiling;
}

/** The header in milliseconds, be it seconds or a date; 0 where it says nothing. */
export function parseRetryAfter(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return ms > 0 ? ms : 0; // not a number is not above 0 either
}
