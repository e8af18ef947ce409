export { type Background, type ClientOptions, type Stats, TracefunnelClient } from './client.js';
export type { EventOf, EventType, JsonValue, OptionalFields, Source, TracefunnelEvent } from './events.js';
export type { Reason } from './delivery.js';
export type { DropReason, Problem } from './problems.js';
export { createTraceId, sanitizeTraceId, TRACE_HEADER } from './traceId.js';
