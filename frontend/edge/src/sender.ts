/** Empties the queue, batch by batch, at the service's pace. */

import type { Books } from './books.js';
import { deliver, type Outcome, type Result } from './delivery.js';
import { Pace } from './pace.js';
import type { Item, Limits, Loan, Queue } from './queue.js';
import type { Service } from './service.js';

export interface SenderOptions {
  service: Service;
  queue: Queue;
  batch: Limits;
  requestTimeoutMs: number;
  random: () => number;
  books: Books;
}

export interface Drain {
  /** Ms since 1970. */
  until: number;
  pause: (ms: number) => Promise<void>;
  /** Told before each wait how long it may be until the next: who then hears nothing takes the drain for ended. */
  alive?: (ms: number) => void;
}

const WORTH_A_REQUEST_MS = 500; // with less time left than this, an attempt would only be cut off
const UNKNOWN: Result = { status: 'unavailable', reasons: [] };
export const OVERDUE_MS = 5_000; // after its time a loan, or whoever drains, is taken for lost

export class Sender {
  readonly #pace: Pace;

  constructor(private readonly options: SenderOptions) {
    this.#pace = new Pace(options.random);
  }

  /** The next attempt is made without waiting any longer. */
  hurry(): void {
    this.#pace.hurry();
  }

  /** Sends until nothing waits, or the time is over. Several may run at once. */
  async drain({ until, pause, alive }: Drain): Promise<void> {
    const { queue, batch, requestTimeoutMs, service } = this.options;
    for (;;) {
      const now = service.now();
      const waitMs = this.#pace.remaining(now);
      if (now + waitMs + WORTH_A_REQUEST_MS > until) return;
      if (waitMs > 0) {
        alive?.(waitMs + OVERDUE_MS);
        await pause(waitMs);
        continue;
      }
      const forMs = Math.min(until - now, requestTimeoutMs);
      const loan = queue.lend(batch, { begunAt: now, until: now + forMs + OVERDUE_MS });
      if (!loan) return;
      alive?.(forMs + OVERDUE_MS);
      queue.settle(loan, await this.#deliver(loan.items, loan, now + forMs));
    }
  }

  /** Gives those that are to be sent again. */
  async #deliver(items: readonly Item[], loan: Loan, deadline: number): Promise<readonly Item[]> {
    const { service, queue, books } = this.options;
    const begunAt = service.now();
    if (begunAt >= deadline) return items;
    const outcome = await deliver(service, items, deadline - begunAt);
    if (!queue.has(loan)) return items; // answered too late: another has them by now, and counts them
    switch (outcome.kind) {
      case 'answered':
        return this.#settleEach(items, outcome, begunAt);
      case 'failed':
        this.#failed(outcome.status, outcome.retryAfterMs, begunAt);
        return items;
      case 'refused': {
        // One event of them may be what the service cannot read. The others are not to suffer for it.
        if (items.length > 1) {
          const middle = Math.ceil(items.length / 2);
          const first = await this.#deliver(items.slice(0, middle), loan, deadline);
          return [...first, ...(await this.#deliver(items.slice(middle), loan, deadline))];
        }
        if (outcome.byService) {
          books.dropped('refused', 1, `the service refuses it with ${String(outcome.status)}`);
          return [];
        }
        this.#failed(outcome.status, 0, begunAt);
        return items;
      }
    }
  }

  #settleEach(items: readonly Item[], outcome: Outcome & { kind: 'answered' }, begunAt: number): readonly Item[] {
    const { books } = this.options;
    const back: Item[] = [];
    items.forEach((item, index) => {
      const { status, reasons } = outcome.results[index] ?? UNKNOWN;
      if (status === 'accepted' || status === 'duplicate') books.stored(status);
      else if (status === 'rejected') books.rejected(item, reasons);
      else back.push(item);
    });
    if (back.length > 0) this.#failed(503, outcome.retryAfterMs, begunAt);
    else this.#pace.succeeded();
    return back;
  }

  #failed(status: number | null, retryAfterMs: number, begunAt: number): void {
    const { books, queue, service } = this.options;
    books.delayed(status, queue.size, this.#pace.failed(begunAt, service.now(), retryAfterMs));
  }
}
