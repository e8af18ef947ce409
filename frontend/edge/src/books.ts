/** How many events became what, and whom to tell. */

import type { Reason } from './delivery.js';
import type { DropReason, Problem } from './problems.js';
import type { Item } from './queue.js';

export interface Counts {
  accepted: number;
  duplicate: number;
  rejected: number;
  dropped: number;
}

export class Books {
  readonly counts: Counts = { accepted: 0, duplicate: 0, rejected: 0, dropped: 0 };

  constructor(private readonly tellHost: (problem: Problem) => void) {}

  stored(status: 'accepted' | 'duplicate'): void {
    this.counts[status] += 1;
  }

  rejected(item: Item, reasons: Reason[]): void {
    this.counts.rejected += 1;
    this.#tell({ kind: 'rejected', eventId: item.eventId, eventType: item.eventType, reasons });
  }

  dropped(reason: DropReason, count: number, detail?: string): void {
    this.counts.dropped += count;
    this.#tell({ kind: 'dropped', reason, count, ...(detail === undefined ? {} : { detail }) });
  }

  delayed(status: number | null, waiting: number, retryInMs: number): void {
    this.#tell({ kind: 'delayed', status, waiting, retryInMs });
  }

  #tell(problem: Problem): void {
    try {
      const tell: (one: Problem) => unknown = this.tellHost; // an async function is one too
      const told = tell(problem);
      if (told instanceof Promise) told.catch(() => undefined);
    } catch {
      // What the host does with it is the host's; sending goes on.
    }
  }
}
