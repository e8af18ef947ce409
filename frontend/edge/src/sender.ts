/** Empties the queue, batch by batch, and waits where the service says so, or says nothing. */

import { backoffMs } from './backoff.js';
import type { Books } from './books.js';
import { deliver, type Outcome, type Result } from './delivery.js';
import type { Item, Limits, Queue } from './queue.js';
import type { Service } from './service.js';

export interface SenderOptions {
  service: Service;
  queue: Queue;
  batch: Limits;
  requestTimeoutMs: number;
  random: () => number;
  books: Books;
}

const WORTH_A_REQUEST_MS = 500; // with less time left than this, an attempt would only be cut off
const UNKNOWN: Result = { status: 'unavailable' };
const OVERDUE_MS = 5_000; // after its deadline a loan is taken for lost

export class Sender {
  #failures = 0;
  #notBefore = 0;

  constructor(private readonly options: SenderOptions) {}

  /** The next attempt is made without waiting any longer. */
  hurry(): void {
    this.#notBefore = 0;
  }

  /** Sends until nothing waits, or the time is over (ms since 1970). Several may run at once. */
  async drain(until: number, pause: (ms: number) => Promise<void>): Promise<void> {
    const { queue, batch, requestTimeoutMs, service } = this.options;
    for (;;) {
      const now = service.now();
      const wait = this.#notBefore - now;
      if (now + Math.max(wait, 0) + WORTH_A_REQUEST_MS > until) return;
      if (wait > 0) {
        await pause(wait);
        continue;
      }
      const deadline = Math.min(until, now + requestTimeoutMs);
      const loan = queue.lend(batch, now, deadline + OVERDUE_MS);
      if (!loan) return;
      queue.settle(loan, await this.#deliver(loan.items, deadline));
    }
  }

  /** Gives those that are to be sent again. */
  async #deliver(items: readonly Item[], deadline: number): Promise<readonly Item[]> {
    const timeoutMs = deadline - this.options.service.now();
    if (timeoutMs <= 0) return items;
    const outcome = await deliver(this.options.service, items, timeoutMs);
    switch (outcome.kind) {
      case 'answered':
        return this.#settleEach(items, outcome);
      case 'refused': {
        // One event of them may be what the service cannot read. The others are not to suffer for it.
        if (items.length === 1) {
          this.options.books.dropped('refused', 1, `the service refuses it with ${String(outcome.status)}`);
          return [];
        }
        const middle = Math.ceil(items.length / 2);
        const first = await this.#deliver(items.slice(0, middle), deadline);
        return [...first, ...(await this.#deliver(items.slice(middle), deadline))];
      }
      case 'failed':
        this.#waitAfter(outcome.status, outcome.retryAfterMs);
        return items;
    }
  }

  #settleEach(items: readonly Item[], outcome: Outcome & { kind: 'answered' }): readonly Item[] {
    const back: Item[] = [];
    items.forEach((item, index) => {
      const { status, reasons } = outcome.results[index] ?? UNKNOWN;
      if (status === 'accepted' || status === 'duplicate') this.options.books.stored(status);
      else if (status === 'rejected') this.options.books.rejected(item, reasons ?? []);
      else back.push(item);
    });
    if (back.length > 0) this.#waitAfter(503, outcome.retryAfterMs);
    else this.#failures = 0;
    return back;
  }

  #waitAfter(status: number | null, retryAfterMs: number): void {
    this.#failures += 1;
    const retryInMs = backoffMs(this.#failures, retryAfterMs, this.options.random());
    this.#notBefore = this.options.service.now() + retryInMs;
    this.options.books.delayed(status, this.options.queue.size, retryInMs);
  }
}
