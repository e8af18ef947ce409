/** Cloudflare Workers: the handler of a Worker, given a client that outlives the request, and the request's trace. */

import type { Background, ClientOptions } from '../client.js';
import { type Clients, ClientsByKey } from './clients.js';
import { type RequestContext, requestContext, type TraceOptions, traceRequest, withTrace } from './requestContext.js';
import { beginVisit, type VisitOptions } from './visit.js';

export type { RequestContext, RequestEvent } from './requestContext.js';

export interface WorkerOptions<Incoming extends Request = Request>
  extends ClientOptions, TraceOptions, VisitOptions<Incoming> {}

/** A Worker's `fetch`, with the request's context behind what the runtime gives. */
export interface TracedHandler<Env, Incoming extends Request, Context extends Background> {
  fetch(request: Incoming, env: Env, ctx: Context, tracefunnel: RequestContext): Response | Promise<Response>;
}

/**
 * The Worker's handlers, `fetch` among them with its fourth argument bound. What `fetch` throws passes unchanged; what
 * else there is, such as `scheduled` and `queue`, is handed on as it is. `options`: asked at each request, as `env` is
 * there only then; all requests of an isolate share one client for equal options (functions in them count as equal).
 */
export function withTracefunnel<
  Env,
  Incoming extends Request = Request,
  Context extends Background = Background,
  Others extends object = object,
>(
  handler: TracedHandler<Env, Incoming, Context> & Others,
  options: (env: Env) => WorkerOptions<Incoming>,
): Omit<Others, 'fetch'> & { fetch: (request: Incoming, env: Env, ctx: Context) => Promise<Response> } {
  const clients = new ClientsByKey();
  return {
    ...handler,
    async fetch(request, env, ctx) {
      const { chosen, events, tracking: service } = choose(clients, () => options(env));
      const { headers, tracking } = traceRequest(request, chosen);
      const finish = beginVisit(service, { request, tracking, background: ctx }, chosen);
      const tracefunnel = requestContext(events, tracking, ctx);
      return finish(await handler.fetch(withTrace(request, headers), env, ctx, tracefunnel));
    },
  };
}

/** Options that cannot be had, or are none, make a client that says so, and drops what it is given. */
function choose<Incoming extends Request>(
  clients: ClientsByKey,
  options: () => WorkerOptions<Incoming>,
): Clients & { chosen: WorkerOptions<Incoming> } {
  try {
    const chosen: unknown = options();
    if (isOptions<Incoming>(chosen)) return { chosen, ...clients.get(JSON.stringify(chosen), chosen) };
  } catch {
    // They failed, or no key can be made of them.
  }
  const none = { url: '', secret: '' };
  return { chosen: none, ...clients.get('', none) };
}

function isOptions<Incoming extends Request>(value: unknown): value is WorkerOptions<Incoming> {
  return typeof value === 'object' && value !== null;
}
