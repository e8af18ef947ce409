/** Next.js: one function, to be exported as `proxy` of `proxy.ts` (Next 16) or as `middleware` of `middleware.ts`. */

import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server.js';
import type { ClientOptions } from '../client.js';
import { keepPrivate } from '../evidence/privateCache.js';
import { createTraceId, sanitizeTraceId, TRACE_HEADER } from '../traceId.js';
import { askedOrigin } from './askedUrl.js';
import { type Clients, makeClients } from './clients.js';
import { type RequestContext, requestContext, traceRequest } from './requestContext.js';
import { setTraceId } from './traceHeader.js';
import { beginVisit, type VisitOptions } from './visit.js';

export type { RequestContext, RequestEvent } from './requestContext.js';

/** Without a response the request goes on. */
type Handled = Response | null | undefined | Promise<Response | null | undefined>;

export interface ProxyOptions extends ClientOptions, VisitOptions<NextRequest> {
  /**
   * Gives a visit without a trace id a new one, and keeps a visit's id in the cookie `tf_trace` until the browser ends
   * (HttpOnly, Secure, SameSite=Lax). Absent, requests without one have none.
   */
  traceCookie?: boolean | undefined;
  /** Your own proxy or middleware: its request has the right `x-trace-id` or none, and what it answers is kept. */
  handler?: ((request: NextRequest, event: NextFetchEvent, tracefunnel: RequestContext) => Handled) | undefined;
}

export type Proxy = (request: NextRequest, event: NextFetchEvent) => Promise<Response>;

const TRACE_COOKIE = 'tf_trace';
const OF_ONE_VISITOR = 'private, no-cache, no-store, max-age=0, must-revalidate'; // Next's own, of a dynamic page

/** Only what `handler` throws is thrown. */
export function createProxy(options: ProxyOptions): Proxy {
  const { handler, campaign, traceCookie } = options;
  let clients: Clients | undefined;

  return async (request, event) => {
    // Made with the first request: a build, which loads this module too, may have no secret.
    clients ??= makeClients(options);
    const came = request.headers.get(TRACE_HEADER);
    const kept = request.cookies.get(TRACE_COOKIE)?.value;
    const { headers, tracking } = traceRequest(asSentByBrowser(request), {});
    if (traceCookie) tracking.trace_id ??= sanitizeTraceId(kept) ?? createTraceId();
    const traceId = tracking.trace_id;
    setTraceId(headers, traceId);
    setTraceId(request.headers, traceId); // in place: a copy would lose the base path and the locale

    const visit = { request, tracking, background: event };
    const campaignOf = (page: NextRequest) => (isDocument(page) ? campaign?.(page) : null);
    const finish = beginVisit(clients.tracking, visit, { ...options, campaign: campaignOf });
    const answer = await handler?.(request, event, requestContext(clients.events, tracking, event));
    let response: Response = answer ?? NextResponse.next();
    if (came !== headers.get(TRACE_HEADER)) response = passOn(response, headers);
    const cookieless = response;
    if (traceCookie && traceId && traceId !== kept) response = keepTraceId(response, traceId);
    response = await finish(response);
    // What a proxy says of caches stands for what the page would have said: it must not allow more than any page does.
    if (response !== cookieless && goesOn(cookieless) && !cookieless.headers.has('cache-control')) {
      response.headers.set('cache-control', OF_ONE_VISITOR);
    }
    return response;
  };
}

/** With the host that the browser asked: in the URL that a proxy is given, a server of one's own has its own name. */
function asSentByBrowser({ url, method, headers }: NextRequest): Request {
  const { protocol, pathname, search } = new URL(url);
  const host = (headers.get('x-forwarded-host') ?? headers.get('host'))?.split(',')[0]?.trim();
  const origin = askedOrigin(protocol.slice(0, -1), host ?? '');
  return new Request(origin ? origin + pathname + search : url, { method, headers });
}

/** What a browser opens as a page, and not what a page of the site loads in advance or beside. */
function isDocument(request: NextRequest): boolean {
  return ['document', null].includes(request.headers.get('sec-fetch-dest'));
}

/** Where the request goes on, it does so with these headers; unless the handler has given it others. */
function passOn(response: Response, headers: Headers): Response {
  if (!goesOn(response) || response.headers.has('x-middleware-override-headers')) return response;
  const { headers: overriding } = NextResponse.next({ request: { headers } });
  for (const [name, value] of overriding) if (OVERRIDE.test(name)) response.headers.set(name, value);
  return response;
}

function goesOn({ headers }: Response): boolean {
  return headers.has('x-middleware-next') || headers.has('x-middleware-rewrite');
}

const OVERRIDE = /^x-middleware-(override-headers$|request-)/; // how a proxy tells Next of a request's new headers

function keepTraceId(response: Response, traceId: string): Response {
  const kept = new Response(response.body, response); // the headers of a redirect cannot be changed
  kept.headers.append(
    'set-cookie',
    `${TRACE_COOKIE}=${encodeURIComponent(traceId)}; Path=/; HttpOnly; Secure; SameSite=Lax`,
  );
  keepPrivate(kept.headers);
  return kept;
}
