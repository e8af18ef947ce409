/** What a request's handler is given: the trace, what the request shows, and a client that knows both. */

import type { Background, TracefunnelClient } from '../client.js';
import type { EventOf, EventType, TracefunnelEvent } from '../events.js';
import { extractTrackingFromRequest, type Tracking } from '../evidence/extract.js';
import { createTraceId, sanitizeTraceId, TRACE_HEADER } from '../traceId.js';
import { forwardedTraceId } from './traceHeader.js';

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

/** The request with these headers: itself where its trace is right already, else a copy of its own class. */
export function withTrace<Incoming extends Request>(request: Incoming, headers: Headers): Incoming {
  if (headers.get(TRACE_HEADER) === request.headers.get(TRACE_HEADER)) return request;
  // Its own class need not be imported for it; and what a runtime adds, such as a Worker's `cf`, comes along.
  return Reflect.construct(request.constructor, [request, { headers }]) as Incoming;
}

export function requestContext(client: TracefunnelClient, tracking: Tracking, background?: Background): RequestContext {
  const traceId = tracking.trace_id;
  return {
    client,
    traceId,
    tracking,
    track(event) {
      // Whether an event that must carry a trace id has one, the service looks after.
      client.track({ ...event, trace_id: sanitizeTraceId(event.trace_id) ?? traceId } as TracefunnelEvent, background);
    },
  };
}
