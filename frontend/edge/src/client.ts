/**
 * Sends events in batches, in the background. An event leaves the queue when the service has answered for it, and is
 * sent again, under the same id, until then; so each arrives once, whatever is lost on the way.
 */

import { holdOpen } from './background.js';
import { Books } from './books.js';
import type { Source, TracefunnelEvent } from './events.js';
import { prepareItem } from './item.js';
import { type Background, type ClientLimits, type ClientOptions, limitsOf, type Stats } from './options.js';
import { type DropReason, logger } from './problems.js';
import { isOverdue, type LoanTime, Queue } from './queue.js';
import { OVERDUE_MS, Sender } from './sender.js';
import { Service } from './service.js';
import { pause, timerMs } from './time.js';

export type { Background, ClientOptions, Stats } from './options.js';

const LOOK_AGAIN_MS = 50; // whether what others send has arrived

/** What was begun and is to be heard of by then. Who hears nothing takes it for ended, as a Worker's context is. */
interface Begun extends LoanTime {
  sends: boolean;
}

export class TracefunnelClient {
  readonly #source: Source | undefined;
  readonly #limits: ClientLimits;
  readonly #now: () => number;
  readonly #queue: Queue;
  readonly #books: Books;
  readonly #sender: Sender | undefined;
  /** The drain that each was handed. */
  readonly #backgrounds = new WeakMap<Background, Begun>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loop: Promise<void> | undefined;
  #begun: Begun | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  /** Never throws: a client that cannot work says so through `onProblem`, and drops what it is given. */
  constructor(options: ClientOptions) {
    this.#source = options.source;
    this.#limits = limitsOf(options);
    this.#now = options.now ?? (() => Date.now());
    this.#queue = new Queue(this.#limits.queue);
    this.#books = new Books(options.onProblem ?? logger((text) => console.warn(text), this.#now));
    try {
      this.#sender = new Sender({
        service: new Service(options),
        queue: this.#queue,
        batch: this.#limits.batch,
        requestTimeoutMs: this.#limits.requestTimeoutMs,
        random: options.random ?? Math.random,
        books: this.#books,
      });
    } catch (error) {
      this.#books.dropped('misconfigured', 0, error instanceof Error ? error.message : undefined);
    }
  }

  get stats(): Stats {
    return { waiting: this.#queue.size, ...this.#books.counts };
  }

  /** Takes an event to be sent. Returns at once, and never throws. `background`: of a host that may end before. */
  track(event: TracefunnelEvent, background?: Background): void {
    const reason = this.#take(event);
    if (reason) this.#books.dropped(reason, 1);
    else if (background) this.#drainWithin(background);
    else this.#drainSoon();
  }

  /** Sends what waits, for at most so long. Gives how many still wait. Never rejects. */
  async flush(timeoutMs = 10_000): Promise<number> {
    const end = { isLate: false };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        end.isLate = true;
        resolve();
      }, timerMs(timeoutMs));
    });
    if (this.#queue.size > 0) {
      this.#sender?.hurry();
      this.#wake?.();
    }
    while (this.#sender && this.#queue.size > 0 && !end.isLate) {
      // What others have begun is not there to be waited for, only its end.
      await Promise.race([this.#queue.waiting > 0 ? this.#drainNow() : pause(LOOK_AGAIN_MS), late]);
    }
    clearTimeout(timer);
    return this.#queue.size;
  }

  /** Takes no more events, sends what waits for at most so long, and drops the rest. To be awaited before the end. */
  async close(timeoutMs = 10_000): Promise<Stats> {
    this.#closed = true;
    await this.flush(timeoutMs);
    const left = this.#queue.clear().length;
    if (left > 0) this.#books.dropped('closed', left);
    this.#wake?.();
    return this.stats;
  }

  #take(event: TracefunnelEvent): DropReason | undefined {
    if (!this.#sender) return 'misconfigured';
    if (this.#closed) return 'closed';
    try {
      const item = prepareItem(event, this.#source, this.#now());
      if (item.bytes > this.#limits.batch.bytes) return 'too_large';
      return this.#queue.add(item) ? undefined : 'queue_full';
    } catch {
      return 'unserializable';
    }
  }

  /** A drain for each background, since what one has begun no other may wait for. */
  #drainWithin(background: Background): void {
    const now = this.#now();
    const last = this.#backgrounds.get(background);
    const sends = this.#queue.holds(this.#limits.batch);
    if (last && !isOverdue(last, now) && (last.sends || !sends)) return;
    const forMs = this.#limits.waitUntilMs + (sends ? 0 : this.#limits.batchDelayMs);
    const begun = { sends, begunAt: now, until: now + forMs + OVERDUE_MS };
    this.#backgrounds.set(background, begun);
    holdOpen(
      background,
      this.#drainWhenDue(background, begun).catch(() => undefined),
    );
  }

  async #drainWhenDue(background: Background, begun: Begun): Promise<void> {
    const until = begun.begunAt + this.#limits.waitUntilMs;
    if (!begun.sends) await pause(this.#limits.batchDelayMs);
    begun.sends = true;
    try {
      await this.#sender?.drain({ until, pause });
    } finally {
      if (this.#backgrounds.get(background) === begun) this.#backgrounds.delete(background);
    }
  }

  #drainSoon(): void {
    const now = this.#now();
    if (this.#begun && isOverdue(this.#begun, now)) this.#forget();
    if (this.#loop) return;
    if (this.#queue.holds(this.#limits.batch)) void this.#drainNow();
    else if (this.#timer === undefined) {
      this.#begun = { sends: false, begunAt: now, until: now + this.#limits.batchDelayMs + OVERDUE_MS };
      this.#timer = setTimeout(() => void this.#drainNow(), this.#limits.batchDelayMs);
    }
  }

  #drainNow(): Promise<void> {
    if (this.#begun && isOverdue(this.#begun, this.#now())) this.#forget();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#loop ??= this.#drainToTheEnd();
    return this.#loop;
  }

  async #drainToTheEnd(): Promise<void> {
    const begun: Begun = { sends: true, begunAt: this.#now(), until: Infinity };
    this.#begun = begun;
    const alive = (ms: number): void => {
      begun.begunAt = this.#now();
      begun.until = begun.begunAt + ms;
    };
    try {
      await this.#sender?.drain({ until: Infinity, pause: (ms) => this.#pauseUntilWoken(ms), alive });
    } catch {
      // Of the host's own clock or dice: what waits is sent with what comes.
    }
    if (this.#begun !== begun) return; // taken for ended, and another drains
    this.#forget();
    if (this.#queue.waiting > 0) this.#drainSoon(); // came in the moment between, or others are sending it
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#loop = this.#begun = undefined;
  }

  #pauseUntilWoken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: unknown = setTimeout(resolve, timerMs(ms));
      // A process that has nothing else to do need not wait for a service that is away.
      (timer as { unref?: () => void }).unref?.();
      this.#wake = () => {
        clearTimeout(timer as number);
        resolve();
      };
    });
  }
}
