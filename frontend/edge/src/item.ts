/** An event as it is sent: named, dated, without what the service would not take for a trace id, written down at once. */

import type { Source, TracefunnelEvent } from './events.js';
import type { Item } from './queue.js';
import { sanitizeTraceId } from './traceId.js';

/** Throws what JSON.stringify throws. Nothing that the host does with the event later changes what is sent. */
export function prepareItem(event: TracefunnelEvent, source: Source | undefined, now: number): Item {
  const eventId = event.event_id ?? crypto.randomUUID();
  const json = JSON.stringify({
    ...event,
    event_id: eventId,
    trace_id: sanitizeTraceId(event.trace_id),
    source: event.source ?? source,
    occurred_at: event.occurred_at ?? new Date(now).toISOString(),
  });
  return { eventId, eventType: event.event_type, json, bytes: new TextEncoder().encode(json).length + 1 };
}
