/** Express and whatever else is made of node:http: what a request brings for its trace, and the relay as a route. */

import type { TracefunnelClient } from '../client.js';
import { addressKey } from '../relay/addressKey.js';
import { answerRefusal, REFUSALS } from '../relay/answers.js';
import type { Relay } from '../relay/relay.js';
import { TRACE_HEADER } from '../traceId.js';
import { incomingOf, type NodeRequest, toRequest, type ToRequestOptions } from './nodeRequest.js';
import { type RequestContext, requestContext, type TraceOptions, traceRequest } from './requestContext.js';

export { incomingOf, type NodeRequest, toRequest, type ToRequestOptions } from './nodeRequest.js';
export type { RequestContext, RequestEvent } from './requestContext.js';

/** Of node:http's ServerResponse, or of Express's. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string | string[]): unknown;
  end(text?: string): unknown;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- what Express's types ask those to extend who add to a request
  namespace Express {
    interface Request {
      tracefunnel: RequestContext;
    }
  }
}

export type TracefunnelOptions = TraceOptions & ToRequestOptions;

/**
 * A middleware: gives `req.tracefunnel`, and takes any `x-trace-id` of another shape out of the request. Put it first,
 * before what logs or forwards headers.
 */
export function tracefunnel(
  client: TracefunnelClient,
  options: TracefunnelOptions = {},
): (req: NodeRequest, res: unknown, next: () => void) => void {
  return (req, _res, next) => {
    const { headers, tracking } = traceRequest(toRequest(req, options), options);
    setTraceHeader(req, headers.get(TRACE_HEADER));
    (req as { tracefunnel?: RequestContext }).tracefunnel = requestContext(client, tracking);
    next();
  };
}

/**
 * The relay as a route, whether or not a body parser came first. Works as a listener of node:http as well. A relay that
 * fails is answered with 500.
 */
export function relayHandler(
  relay: Relay,
  options: ToRequestOptions = {},
): (req: NodeRequest, res: NodeResponse) => Promise<void> {
  return async (req, res) => {
    const answer = await answerOf(relay, req, options);
    const text = await answer.text();
    if (res.headersSent) return; // of another, which has given up waiting
    res.statusCode = answer.status;
    answer.headers.forEach((value, name) => res.setHeader(name, value));
    // What the relay did not read of a body, however long, nobody is to read.
    if (req.complete === false) res.setHeader('connection', 'close');
    res.end(text);
  };
}

async function answerOf(relay: Relay, req: NodeRequest, options: ToRequestOptions): Promise<Response> {
  try {
    return await relay(toRequest(req, { ...options, body: true }));
  } catch {
    return answerRefusal(REFUSALS.internal);
  }
}

/** For the relay's limit: who sent this request, by Express's `req.ip` (see its `trust proxy`), else by the socket. */
export function clientKey(request: Request): string {
  const req = incomingOf(request);
  return addressKey(req?.ip ?? req?.socket?.remoteAddress);
}

/** In all the places where a log or a proxy may look for it. */
function setTraceHeader({ headers, rawHeaders = [] }: NodeRequest, traceId: string | null): void {
  if (traceId !== null) headers[TRACE_HEADER] = traceId;
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- its name is a constant
  else delete headers[TRACE_HEADER];
  for (let name = 0; name < rawHeaders.length; name += 2) {
    // Emptied, not taken out: `headersDistinct` of Node 24 fails where their number has changed.
    if (rawHeaders[name]?.toLowerCase() === TRACE_HEADER) rawHeaders[name + 1] = traceId ?? '';
  }
}
