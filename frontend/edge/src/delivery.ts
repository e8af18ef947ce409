/** One batch, one request: what became of each of its events. */

import { parseRetryAfter } from './backoff.js';
import type { Item } from './queue.js';
import type { Service } from './service.js';

/** Why an event was refused: the field's name, and what is wrong with it. Neither quotes what was sent. */
export interface Reason {
  field: string;
  reason: string;
}

export interface Result {
  status: 'accepted' | 'duplicate' | 'rejected' | 'unavailable';
  reasons?: Reason[];
}

/**
 * `answered`: a result for each event, in their order. `refused`: the request as a whole is wrong, and always will be.
 * `failed`: nobody can tell what was taken; to be sent again. `status`: null where there was no answer.
 */
export type Outcome =
  | { kind: 'answered'; results: Result[]; retryAfterMs: number }
  | { kind: 'refused'; status: number }
  | { kind: 'failed'; status: number | null; retryAfterMs: number };

const PATH = '/internal/funnel-events/ingest';
const NEVER_TAKEN = [400, 413, 415];
const WITH_RESULTS = [200, 422, 503];

export async function deliver(service: Service, items: readonly Item[], timeoutMs: number): Promise<Outcome> {
  let status: number | null = null;
  let retryAfterMs = 0;
  try {
    const body = `{"events":[${items.map((item) => item.json).join(',')}]}`;
    const answer = await service.post({ path: PATH, body, timeoutMs });
    status = answer.status;
    retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), service.now());
    const text = await answer.text(); // read to its end whatever it is, so that the connection serves again
    if (NEVER_TAKEN.includes(status)) return { kind: 'refused', status };
    if (WITH_RESULTS.includes(status)) {
      const results = parseResults(text, items.length);
      if (results) return { kind: 'answered', results, retryAfterMs };
    }
  } catch {
    // No answer, not in time, or none that could be read: the events may have been taken, and are sent again.
  }
  return { kind: 'failed', status, retryAfterMs };
}

function parseResults(text: string, count: number): Result[] | undefined {
  let results: unknown;
  try {
    results = (JSON.parse(text) as { results?: unknown } | null)?.results;
  } catch {
    return undefined; // a 503 of somebody between us and the service
  }
  return Array.isArray(results) && results.length === count ? (results as Result[]) : undefined;
}
