/**
 * Sends events in batches, in the background. An event leaves the queue when the service has answered for it, and is
 * sent again, under the same id, until then; so each arrives once, whatever is lost on the way.
 */

import { Books, type Counts } from './books.js';
import type { Source, TracefunnelEvent } from './events.js';
import { prepareItem } from './item.js';
import { type DropReason, logger, type Problem } from './problems.js';
import { type Limits, Queue } from './queue.js';
import { Sender } from './sender.js';
import { Service, type ServiceOptions } from './service.js';

export interface ClientOptions extends ServiceOptions {
  /** For events that name none. */
  source?: Source | undefined;
  /** A batch is sent when it has so many events (100; the service takes 500), */
  batchEvents?: number | undefined;
  /** or so many bytes (256 KiB; the service takes 1 MiB), */
  batchBytes?: number | undefined;
  /** or its first event has waited so long (1 s). */
  batchDelayMs?: number | undefined;
  /** How many events may wait while the service is away (10,000), */
  queueEvents?: number | undefined;
  /** and how many bytes (8 MiB). Newer ones are then dropped, and reported. */
  queueBytes?: number | undefined;
  /** How long one request may take (15 s: the service answers within 10). */
  requestTimeoutMs?: number | undefined;
  /** How long one `waitUntil` may last (25 s: Workers end it at 30). What is left is taken up by the next. */
  waitUntilMs?: number | undefined;
  /** Told of whatever is dropped, rejected or delayed. Absent: a line to the console, at most one a minute and kind. */
  onProblem?: ((problem: Problem) => void) | undefined;
  /** 0 (inclusive) to 1. */
  random?: (() => number) | undefined;
}

/** What a host has that may end when its response is sent: a Worker's `ctx`, Next's event, Zuplo's context. */
export interface Background {
  waitUntil(promise: Promise<unknown>): void;
}

export interface Stats extends Counts {
  /** Not answered for yet. */
  waiting: number;
}

const MOST_EVENTS = 500;
const MOST_BYTES = 1_048_000; // of the 1 MiB that the service takes, with the brackets around the events

export class TracefunnelClient {
  readonly #source: Source | undefined;
  readonly #batch: Limits;
  readonly #batchDelayMs: number;
  readonly #waitUntilMs: number;
  readonly #now: () => number;
  readonly #queue: Queue;
  readonly #books: Books;
  readonly #sender: Sender | undefined;
  /** Those that a drain was handed to, which still waits for more events. */
  readonly #backgrounds = new WeakSet<Background>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loop: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  /** Never throws: a client that cannot work says so through `onProblem`, and drops what it is given. */
  constructor(options: ClientOptions) {
    this.#source = options.source;
    this.#batch = {
      events: Math.min(options.batchEvents ?? 100, MOST_EVENTS),
      bytes: Math.min(options.batchBytes ?? 262_144, MOST_BYTES),
    };
    this.#batchDelayMs = options.batchDelayMs ?? 1_000;
    this.#waitUntilMs = options.waitUntilMs ?? 25_000;
    this.#now = options.now ?? (() => Date.now());
    this.#queue = new Queue({ events: options.queueEvents ?? 10_000, bytes: options.queueBytes ?? 8_388_608 });
    this.#books = new Books(options.onProblem ?? logger((text) => console.warn(text), this.#now));
    try {
      this.#sender = new Sender({
        service: new Service(options),
        queue: this.#queue,
        batch: this.#batch,
        requestTimeoutMs: options.requestTimeoutMs ?? 15_000,
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
    if (this.#sender && this.#queue.size > 0) {
      this.#sender.hurry();
      this.#wake?.();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
      await Promise.race([this.#drainNow(), late]);
      clearTimeout(timer);
    }
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
      if (item.bytes > this.#batch.bytes) return 'too_large';
      return this.#queue.add(item) ? undefined : 'queue_full';
    } catch {
      return 'unserializable';
    }
  }

  /** A drain for each background, since what one has begun no other may wait for. */
  #drainWithin(background: Background): void {
    if (this.#backgrounds.has(background) && !this.#queue.holds(this.#batch)) return;
    this.#backgrounds.add(background);
    const drained = this.#drainAfterDelay(background);
    try {
      background.waitUntil(drained);
    } catch {
      // Its response is gone already: what waits is taken up by the next.
    }
  }

  async #drainAfterDelay(background: Background): Promise<void> {
    const until = this.#now() + this.#waitUntilMs;
    if (!this.#queue.holds(this.#batch)) await pause(this.#batchDelayMs);
    this.#backgrounds.delete(background);
    await this.#sender?.drain(until, pause);
  }

  #drainSoon(): void {
    if (this.#loop) return;
    if (this.#queue.holds(this.#batch)) void this.#drainNow();
    else this.#timer ??= setTimeout(() => void this.#drainNow(), this.#batchDelayMs);
  }

  #drainNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#loop ??= this.#drainToTheEnd();
    return this.#loop;
  }

  async #drainToTheEnd(): Promise<void> {
    await this.#sender?.drain(Infinity, (ms) => this.#pauseUntilWoken(ms));
    this.#loop = undefined;
    if (this.#queue.waiting > 0) this.#drainSoon(); // came in the moment between
  }

  #pauseUntilWoken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: unknown = setTimeout(resolve, ms);
      // A process that has nothing else to do need not wait for a service that is away.
      (timer as { unref?: () => void }).unref?.();
      this.#wake = () => {
        clearTimeout(timer as number);
        resolve();
      };
    });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
