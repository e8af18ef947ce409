/** The shape of a trace id. The service's own rule, in TypeScript: both are tested on one table of cases. */

import { holdsEmail } from './emailInText.js';

/** Where a trace id travels between services. */
export const TRACE_HEADER = 'x-trace-id';

const SHAPE = /^trace_[!-~]{1,122}$/; // 128 characters in all, visible ASCII

/** The trimmed id; undefined where it counts as absent: of another shape, or with an e-mail address in it. */
export function sanitizeTraceId(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  return SHAPE.test(trimmed) && !holdsEmail(trimmed) ? trimmed : undefined;
}

/** A new one, for the first request of a visit. */
export function createTraceId(): string {
  return `trace_${crypto.randomUUID()}`;
}
