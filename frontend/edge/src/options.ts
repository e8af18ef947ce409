/** What a client is made with, and what it is held to. */

import type { Counts } from './books.js';
import type { Source } from './events.js';
import type { Problem } from './problems.js';
import type { Limits } from './queue.js';
import type { ServiceOptions } from './service.js';
import { bounded } from './time.js';

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
const HOUR_MS = 3_600_000;

export interface ClientLimits {
  batch: Limits;
  queue: Limits;
  batchDelayMs: number;
  waitUntilMs: number;
  requestTimeoutMs: number;
}

/** A number that is none, such as that of a missing setting, is the default. */
export function limitsOf(options: ClientOptions): ClientLimits {
  return {
    batch: {
      events: bounded(options.batchEvents, 100, 1, MOST_EVENTS),
      bytes: bounded(options.batchBytes, 262_144, 1, MOST_BYTES),
    },
    queue: {
      events: bounded(options.queueEvents, 10_000, 1, Infinity),
      bytes: bounded(options.queueBytes, 8_388_608, 1, Infinity),
    },
    batchDelayMs: bounded(options.batchDelayMs, 1_000, 0, HOUR_MS),
    waitUntilMs: bounded(options.waitUntilMs, 25_000, 1, HOUR_MS),
    requestTimeoutMs: bounded(options.requestTimeoutMs, 15_000, 1, HOUR_MS),
  };
}
