import createClient from 'openapi-fetch';
import { ApiError, type ErrorDetail } from './errors';
import type { components, paths } from './schema.gen';

const ANSWERS_WITHIN_MS = 30_000;

/** Sends what the signed-in browser may send: the session is a cookie that scripts cannot read. */
async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]) });
  } catch (error) {
    if (request.signal.aborted) throw error; // the page itself no longer wants it
    throw new ApiError(0, 'the API could not be reached');
  }
}

const client = createClient<paths>({ fetch: send, credentials: 'include' });

export type Schemas = components['schemas'];

type Answered<T> = { data?: T; error?: unknown; response: Response };

/**
 * The body of a successful answer; `ApiError` for any other.
 *
 * `await call(api.GET('/internal/alarms', { signal }))`
 */
export async function call<T>(answering: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await answering;
  if (response.ok) return data as T;
  throw asApiError(response, error);
}

function asApiError(response: Response, body: unknown): ApiError {
  const said = (typeof body === 'object' && body !== null ? body : {}) as { Message?: string; Details?: ErrorDetail[] };
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds : null;
  return new ApiError(response.status, said.Message ?? `HTTP ${response.status}`, said.Details ?? [], retryAfter);
}

export { client as api };
