/** One batch, one request: what became of each of its events. */

import { parseRetryAfter } from './backoff.js';
import type { Item } from './queue.js';
import type { Service } from './service.js';
import { within } from './time.js';

/** Why an event was refused: the field's name, and what is wrong with it. Neither quotes what was sent. */
export interface Reason {
  field: string;
  reason: string;
}

export interface Result {
  status: 'accepted' | 'duplicate' | 'rejected' | 'unavailable';
  reasons: Reason[];
}

/**
 * `answered`: a result for each event, in their order. `refused`: nothing of the request was taken; `byService`: nor
 * ever will be, in the service's own words, and not in those of somebody between. `failed`: nobody can tell what was
 * taken; to be sent again. `status`: null where there was no answer.
 */
export type Outcome =
  | { kind: 'answered'; results: Result[]; retryAfterMs: number }
  | { kind: 'refused'; status: number; byService: boolean }
  | { kind: 'failed'; status: number | null; retryAfterMs: number };

const PATH = '/internal/funnel-events/ingest';
const NEVER_TAKEN = [400, 415];
const TOO_LARGE = 413;
const WITH_RESULTS = [200, 422, 503];

/** Never rejects, and ends in time whatever `fetch` does. */
export function deliver(service: Service, items: readonly Item[], timeoutMs: number): Promise<Outcome> {
  const seen = { status: null as number | null, retryAfterMs: 0 };
  const body = `{"events":[${items.map((item) => item.json).join(',')}]}`;
  const asked = ask(service, body, items.length, timeoutMs, seen).catch(() => undefined);
  // No answer, not in time, or none that could be read: the events may have been taken, and are sent again.
  return within(asked, timeoutMs, undefined).then((outcome) => outcome ?? { kind: 'failed', ...seen });
}

async function ask(
  service: Service,
  body: string,
  count: number,
  timeoutMs: number,
  seen: { status: number | null; retryAfterMs: number },
): Promise<Outcome | undefined> {
  const answer = await service.post({ path: PATH, body, timeoutMs });
  const { status } = answer;
  seen.status = status;
  seen.retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), service.now());
  const said = parseObject(await answer.text()); // read to its end whatever it is, so that the connection serves again
  const byService = typeof said?.Code === 'string';
  if (status === TOO_LARGE || (NEVER_TAKEN.includes(status) && byService))
    return { kind: 'refused', status, byService };
  const results = WITH_RESULTS.includes(status) ? parseResults(said?.results, count) : undefined;
  return results && { kind: 'answered', results, retryAfterMs: seen.retryAfterMs };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // of somebody between us and the service
  }
}

function parseResults(results: unknown, count: number): Result[] | undefined {
  if (!Array.isArray(results) || results.length !== count) return undefined;
  return results.map((one) => {
    const { status, reasons } = (one ?? {}) as { status?: unknown; reasons?: unknown };
    return { status: status as Result['status'], reasons: Array.isArray(reasons) ? reasons.filter(isReason) : [] };
  });
}

function isReason(value: unknown): value is Reason {
  const { field, reason } = (value ?? {}) as { field?: unknown; reason?: unknown };
  return typeof field === 'string' && typeof reason === 'string';
}
