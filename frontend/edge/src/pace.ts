/**
 * When the next attempt may be made. It is the service's pace and not a batch's: several requests that fail in one
 * outage are one failure, and what one of them was told to wait all wait.
 */

import { backoffMs } from './backoff.js';

export class Pace {
  #failures = 0;
  #saidAt = 0;
  #waitMs = 0;

  constructor(private readonly random: () => number) {}

  /** Milliseconds. A clock that is set back makes nobody wait longer than was said. */
  remaining(now: number): number {
    if (now < this.#saidAt) this.#saidAt = now;
    return Math.max(0, this.#saidAt + this.#waitMs - now);
  }

  /** The next attempt is made without waiting any longer. */
  hurry(): void {
    this.#waitMs = 0;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Gives how long to wait now. `begunAt`: when the attempt that failed was begun. */
  failed(begunAt: number, now: number, retryAfterMs: number): number {
    if (this.#failures === 0 || begunAt >= this.#saidAt + this.#waitMs) this.#failures += 1;
    const waitMs = backoffMs(this.#failures, retryAfterMs, this.random());
    if (waitMs > this.remaining(now)) {
      this.#saidAt = now;
      this.#waitMs = waitMs;
    }
    return this.remaining(now);
  }
}
