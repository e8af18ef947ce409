/** A request of node:http as a Request of the web. */

import { askedOrigin } from './askedUrl.js';

/** Of node:http's IncomingMessage, with what Express and its body parsers add. */
export interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders?: string[] | undefined;
  /** Whether all of the body has been received. */
  complete?: boolean | undefined;
  socket?: { remoteAddress?: string | undefined; encrypted?: boolean | undefined } | undefined;
  originalUrl?: string | undefined;
  ip?: string | undefined;
  body?: unknown;
  /** Whether anybody has read of the body. */
  readableDidRead?: boolean | undefined;
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
}

export interface ToRequestOptions {
  /** Take scheme and host of X-Forwarded-Proto and X-Forwarded-Host. Only behind a proxy that sets both. */
  trustProxy?: boolean | undefined;
}

const BODILESS = ['GET', 'HEAD'];
const NO_FETCH_TAKES = ['CONNECT', 'TRACE', 'TRACK'];

const incoming = new WeakMap<Request, NodeRequest>();

/** What a request was made of by `toRequest`: for the session of the one that an `enrich` is given, say. */
export function incomingOf(request: Request): NodeRequest | undefined {
  return incoming.get(request);
}

/** Method, URL and headers; with `body` the body too, be it a stream still or what a parser has made of it. */
export function toRequest(req: NodeRequest, options: ToRequestOptions & { body?: boolean | undefined } = {}): Request {
  const method = req.method?.toUpperCase() ?? 'GET';
  const init: RequestInit & { duplex?: 'half' } = {
    method: NO_FETCH_TAKES.includes(method) ? 'OPTIONS' : method, // of which nothing is read either
    headers: headersOf(req),
  };
  if (options.body && !BODILESS.includes(method)) {
    init.body = bodyOf(req);
    init.duplex = 'half';
  }
  const request = new Request(urlOf(req, options.trustProxy ?? false), init);
  incoming.set(request, req);
  return request;
}

function headersOf(req: NodeRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) {
      try {
        headers.append(name, one);
      } catch {
        // One that fetch does not know, such as `:path` of HTTP/2.
      }
    }
  }
  return headers;
}

function urlOf(req: NodeRequest, trustProxy: boolean): string {
  const forwarded = (name: string): string | undefined => (trustProxy ? first(req.headers[name]) : undefined);
  const scheme = forwarded('x-forwarded-proto') ?? (req.socket?.encrypted ? 'https' : 'http');
  const host = forwarded('x-forwarded-host') ?? first(req.headers.host) ?? first(req.headers[':authority']);
  const base = askedOrigin(scheme, host ?? 'localhost') ?? 'http://localhost';
  return base + pathOf(req.originalUrl ?? req.url ?? '/');
}

/** Never another host, whatever stands in the request's line. */
function pathOf(target: string): string {
  if (target.startsWith('/')) return target;
  if (!URL.canParse(target)) return '/';
  const { pathname, search } = new URL(target);
  return pathname.startsWith('/') ? pathname + search : '/';
}

/** The first of a list: the proxy that met the client. */
function first(value: string | string[] | undefined): string | undefined {
  const text = (typeof value === 'string' ? value : value?.[0])?.split(',')[0]?.trim();
  return text === '' ? undefined : text;
}

function bodyOf(req: NodeRequest): BodyInit {
  const { body } = req;
  // The parser of Express 4 says {} of a body that it did not touch.
  if (body === undefined || req.readableDidRead === false) return streamOf(req);
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
}

/** Read as it is asked for. Given up, it is left alone: to end it would end the connection, and the answer with it. */
function streamOf(req: NodeRequest): ReadableStream<unknown> {
  const chunks = req[Symbol.asyncIterator]();
  const source = {
    async pull(controller: ReadableStreamDefaultController<unknown>): Promise<void> {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}
