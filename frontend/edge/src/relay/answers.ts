/** What the relay answers. Errors have the service's shape; nothing that was sent is in them. */

export interface Refusal {
  status: number;
  code: string;
  message: string;
  headers?: Record<string, string>;
}

export const REFUSALS = {
  malformed: {
    status: 400,
    code: 'BadRequestError',
    message: 'send one event as a JSON object, or {"events": [1 to 10 events]}, in UTF-8',
  },
  foreign: { status: 403, code: 'ForbiddenError', message: 'send from a page of an allowed origin' },
  method: { status: 405, code: 'MethodNotAllowedError', message: 'use POST', headers: { allow: 'POST' } },
  tooLarge: { status: 413, code: 'RequestTooLargeError', message: 'send at most 8 KiB' },
  mediaType: {
    status: 415,
    code: 'UnsupportedMediaType',
    message: 'send application/json, or text/plain from sendBeacon, without Content-Encoding',
  },
  internal: { status: 500, code: 'InternalServerError', message: 'the relay failed' },
} satisfies Record<string, Refusal>;

export function tooMany(retryAfterMs: number): Refusal {
  const seconds = Math.min(3_600, Math.max(1, Math.ceil(retryAfterMs / 1000)));
  const headers = { 'retry-after': String(seconds) };
  return { status: 429, code: 'TooManyRequestsError', message: 'send again after Retry-After', headers };
}

export function answerRefusal({ status, code, message, headers }: Refusal): Response {
  return answerJson(status, { Code: code, Message: message }, headers);
}

export function answerJson(status: number, body: object, headers: Record<string, string> = {}): Response {
  const common = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return new Response(JSON.stringify(body), { status, headers: { ...common, ...headers } });
}
