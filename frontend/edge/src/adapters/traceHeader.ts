/** What of `x-trace-id` a gateway or a server lets pass: an id in its right shape, and nothing else. */

import { sanitizeTraceId, TRACE_HEADER } from '../traceId.js';

/** The trimmed id, which the headers then hold too; undefined where it counts as absent: the header is gone then. */
export function forwardedTraceId(headers: Headers): string | undefined {
  const traceId = sanitizeTraceId(headers.get(TRACE_HEADER));
  setTraceId(headers, traceId);
  return traceId;
}

export function setTraceId(headers: Headers, traceId: string | undefined): void {
  if (traceId === undefined) headers.delete(TRACE_HEADER);
  else headers.set(TRACE_HEADER, traceId);
}
