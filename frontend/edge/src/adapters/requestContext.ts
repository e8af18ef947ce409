/** What a request's handler is given: the trace, what the request shows, and a client that knows both. */

import type { Background, TracefunnelClient } from '../client.js';
import type { EventOf, EventType, TracefunnelEvent } from '../events.js';
import { extractTrackingFromRequest, type Tracking } from '../evidence/extract.js';
import { createTraceId, sanitizeTraceId, TRACE_HEADER } from '../traceId.js';
import { forwardedTraceId, setTraceId } from './traceHeader.js';

type Untraced<Event> = Event extends unknown ? Omit<Event, 'trace_id'> & { trace_id?: string | undefined } : never;

/** An event whose trace is the request's, where it names no other. */
export type RequestEvent = { [Type in EventType]: Untraced<EventOf<Type>> }[EventType];

export interface RequestContext {
  /** Takes an event to be sent, in the trace of the request. Returns at once, and never throws. */
  track: (event: RequestEvent) => void;
  /** Of the request's `x-trace-id`, else of its page's URL, else a new one if those are wanted. */
  traceId: string | undefined;
  /** For `TrackingClient.visit` and `register`. */
  tracking: Tracking;
  client: TracefunnelClient;
}

export interface TraceOptions {
  /** A request that brings no trace id gets a new one. Else it has none, and neither have its events. */
  createTraceIds?: boolean | undefined;
}

export interface Trace {
  /** Those of the request, with `x-trace-id` in its right shape or not at all. */
  headers: Headers;
  tracking: Tracking;
}

/** The request stays as it is. */
export function traceRequest(request: Request, { createTraceIds }: TraceOptions): Trace {
  const headers = new Headers(request.headers);
  const tracking = extractTrackingFromRequest(request);
  const traceId = forwardedTraceId(headers) ?? tracking.trace_id ?? (createTraceIds ? createTraceId() : undefined);
  if (traceId === undefined) return { headers, tracking };
  headers.set(TRACE_HEADER, traceId);
  return { headers, tracking: { ...tracking, trace_id: traceId } };
}

/** The request with these headers: itself where its trace is right already, else a copy of its own class. Never throws. */
export function withTrace<Incoming extends Request>(request: Incoming, headers: Headers): Incoming {
  if (headers.get(TRACE_HEADER) === request.headers.get(TRACE_HEADER)) return request;
  for (const way of [copied, inPlace, anew]) {
    try {
      return way(request, headers);
    } catch {
      // Somebody has read its body, or its headers cannot be changed.
    }
  }
  return request;
}

/** Its own class need not be imported for it; and what a runtime adds, such as a Worker's `cf`, comes along. */
function copied<Incoming extends Request>(request: Incoming, headers: Headers): Incoming {
  return Reflect.construct(request.constructor, [request, { headers }]) as Incoming;
}

function inPlace<Incoming extends Request>(request: Incoming, headers: Headers): Incoming {
  setTraceId(request.headers, headers.get(TRACE_HEADER) ?? undefined);
  return request;
}

/** Without its body, which is gone, and with what its own class has added. */
function anew<Incoming extends Request>(request: Incoming, headers: Headers): Incoming {
  const init = Object.assign({}, request, { method: request.method, headers });
  return Reflect.construct(request.constructor, [request.url, init]) as Incoming;
}

export function requestContext(client: TracefunnelClient, tracking: Tracking, background?: Background): RequestContext {
  const traceId = tracking.trace_id;
  return {
    client,
    traceId,
    tracking,
    track(event) {
      client.track(inTrace(event, traceId) as TracefunnelEvent, background);
    },
  };
}

/** Whether an event that must carry a trace id has one, the service looks after. Undefined: it cannot be read. */
function inTrace(event: RequestEvent, traceId: string | undefined): object | undefined {
  try {
    return { ...event, trace_id: sanitizeTraceId(event.trace_id) ?? traceId };
  } catch {
    return undefined; // which the client drops, and says so
  }
}
