/** Waiting, without what timers do with times that they cannot hold. */

const LONGEST_TIMER_MS = 2 ** 31 - 1; // a longer one would fire at once

/** A number of at least `least`, and at most `most`; what is none, such as NaN of a missing setting, is the default. */
export function bounded(value: number | undefined, fallback: number, least: number, most: number): number {
  const chosen = typeof value === 'number' && value >= least ? value : fallback;
  return Math.min(Math.floor(chosen), most);
}

export function timerMs(ms: number): number {
  return bounded(ms, 0, 0, LONGEST_TIMER_MS);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timerMs(ms)));
}

/** What the promise gives, or `late` after so long. The promise goes on. */
export async function within<Value, Late>(promise: Promise<Value>, ms: number, late: Late): Promise<Value | Late> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<Late>((resolve) => (timer = setTimeout(() => resolve(late), timerMs(ms))));
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
