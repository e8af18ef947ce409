import type { components } from './schema.gen';

export type ErrorCode = components['schemas']['ErrorAnswer']['Code'];
export type ErrorDetail = components['schemas']['Detail'];

/** What the API refused, or that it could not be reached: `status` is 0 then. `message` is the server's, in English. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export type Trouble = 'unreachable' | 'busy' | 'signed-out' | 'forbidden' | 'not-found' | 'refused' | 'broken';

/** What an error means to a person; `unreachable`, `busy` and `broken` may pass by themselves. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ApiError)) return 'broken';
  if (error.status === 0) return 'unreachable';
  if (error.status === 401) return 'signed-out';
  if (error.status === 403) return 'forbidden';
  if (error.status === 404) return 'not-found';
  if (error.status === 429 || error.status === 503) return 'busy';
  return error.status < 500 ? 'refused' : 'broken';
}

export function mayPass(error: unknown): boolean {
  return ['unreachable', 'busy', 'broken'].includes(troubleOf(error));
}

/** Milliseconds before the next attempt: what the server asked for, else twice as long each time, at most 10 s. */
export function pauseBeforeAttempt(failures: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfterSeconds : null;
  if (asked !== null) return Math.min(asked, 30) * 1000;
  return Math.min(1000 * 2 ** failures, 10_000);
}
