import { createServer, type IncomingMessage, request as send, type RequestListener, type Server } from 'node:http';
import express, { type RequestHandler } from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  clientKey,
  incomingOf,
  type NodeRequest,
  relayHandler,
  toRequest,
  tracefunnel,
  type TracefunnelOptions,
} from '../../src/adapters/node.js';
import { TracefunnelClient } from '../../src/client.js';
import { extractTrackingFromRequest } from '../../src/evidence/index.js';
import { createRelay, type RelayOptions } from '../../src/relay/index.js';
import { FakeService } from '../client/fakeService.js';
import { listen, textOf } from './examples.js';

const CLICK = { event_type: 'm_checkout_click', trace_id: 'trace_1', payload: { plan_tier: 'team' } };

let service: FakeService;
let client: TracefunnelClient;
let server: Server | undefined;
let url: string;

beforeEach(() => {
  service = new FakeService();
  client = new TracefunnelClient({ url: service.url, secret: service.secret, fetch: service.fetch, source: 'cp' });
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  url = await listen(server);
}

function incoming(more: Partial<NodeRequest>): NodeRequest {
  return { headers: { host: 'example.com' }, [Symbol.asyncIterator]: () => [][Symbol.iterator]() as never, ...more };
}

/** What the routes behind the middleware saw of a request. */
async function seen(headers: Record<string, string>, options: TracefunnelOptions = {}, path = '/shop/page') {
  let request: express.Request | undefined;
  const app = express();
  app.use(tracefunnel(client, options));
  app.use('/shop', (req, res) => {
    request = req;
    req.tracefunnel.track({ event_type: 'm_page_view', anonymous_id: 'v1' });
    res.end();
  });
  await serve(app);
  await (await fetch(url + path, { headers })).text();
  if (!request) throw new Error('the route was not reached');
  await client.flush();
  return { request, event: [...service.stored.values()][0] };
}

test.each(['kim@example.com', 'trace_kim@example.com', 'trace_a, trace_b', 'trace_'])(
  'a trace id of another shape is nowhere in the request: %s',
  async (value) => {
    const { request, event } = await seen({ 'X-Trace-Id': value });
    expect(request.headers).not.toHaveProperty('x-trace-id');
    expect(request.headersDistinct['x-trace-id']).toEqual(['']);
    expect(request.rawHeaders).not.toContain(value);
    expect(request.tracefunnel.traceId).toBeUndefined();
    expect(event).toMatchObject({ source: 'cp' });
    expect(event).not.toHaveProperty('trace_id');
  },
);

test('one in its right shape stays, and is that of the events', async () => {
  const { request, event } = await seen({ 'X-Trace-Id': 'trace_1' });
  expect(request.headers['x-trace-id']).toBe('trace_1');
  expect(request.headersDistinct['x-trace-id']).toEqual(['trace_1']);
  expect(request.tracefunnel.traceId).toBe('trace_1');
  expect(event?.trace_id).toBe('trace_1');
});

test('a request that brings none gets a new one where that is wanted', async () => {
  const { request, event } = await seen({}, { createTraceIds: true });
  expect(request.headers['x-trace-id']).toMatch(/^trace_[0-9a-f-]{36}$/);
  expect(event?.trace_id).toBe(request.headers['x-trace-id']);
});

test('a route is given what the request shows, by the URL that the visitor sees', async () => {
  const headers = {
    cookie: 'a=1; ef_tracking=a.b.c',
    'user-agent': 'Mozilla/5.0',
    referer: 'https://news.example/x?q=1',
  };
  const { request } = await seen(headers, {}, '/shop/page?utm_source=mail&q=1&trace_id=trace_2');
  expect(request.tracefunnel.tracking).toEqual({
    url: `${url}/shop/page?utm_source=mail`,
    cookie: 'a.b.c',
    user_agent: 'Mozilla/5.0',
    referrer: 'https://news.example/x',
    trace_id: 'trace_2',
  });
});

test.each([
  ['/a?b=1', {}, 'http://example.com/a?b=1'],
  ['//evil.example/a', {}, 'http://example.com//evil.example/a'],
  ['http://evil.example/a?b=1', {}, 'http://example.com/a?b=1'],
  ['*', {}, 'http://example.com/'],
  ['data:,x', {}, 'http://example.com/'],
  ['/a', { host: 'user@evil.example' }, 'http://localhost/a'],
  ['/a', { host: 'x:99999' }, 'http://localhost/a'],
  ['/a', { host: undefined, ':authority': 'example.com', ':path': '/a' }, 'http://example.com/a'],
  ['/a', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example.com' }, 'http://example.com/a'],
])('the URL of %s with %j is %s', (target, headers, expected) => {
  expect(toRequest(incoming({ url: target, headers: { host: 'example.com', ...headers } })).url).toBe(expected);
});

test("a proxy's word for scheme and host is taken only where it is trusted", () => {
  const headers = {
    host: 'internal:3000',
    'x-forwarded-proto': 'https, http',
    'x-forwarded-host': 'app.example.com, internal',
  };
  expect(toRequest(incoming({ url: '/a', headers }), { trustProxy: true }).url).toBe('https://app.example.com/a');
  const nothing = incoming({ url: '/a', headers: { host: 'internal:3000' }, socket: { encrypted: true } });
  expect(toRequest(nothing, { trustProxy: true }).url).toBe('https://internal:3000/a');
});

test('whatever its method, a request can be looked at', () => {
  for (const method of ['GET', 'POST', 'TRACE', 'CONNECT', 'PROPFIND', undefined]) {
    const request = toRequest(incoming({ method, url: '/a?utm_source=x' }));
    expect(extractTrackingFromRequest(request).url).toBe(request.method === 'GET' ? request.url : undefined);
  }
});

type Parsers = RequestHandler[];

function relayApp(parsers: Parsers = [], more: Partial<RelayOptions> = {}): express.Express {
  const relay = createRelay({
    client,
    types: { m_checkout_click: { payload: ['plan_tier'] } },
    limit: { key: clientKey, burst: 3, perMinute: 1 },
    ...more,
  });
  const app = express();
  app.set('trust proxy', 'loopback');
  app.post('/t', ...parsers, relayHandler(relay));
  return app;
}

async function click(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/t`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json', ...headers },
    body,
  });
}

/** The body parsers of Express 4 say {} where they did not read. */
const saysNothing: RequestHandler = (req, _res, next) => {
  req.body = {};
  next();
};

test.each<[string, Parsers]>([
  ['no parser', []],
  ['express.json', [express.json()]],
  ['express.text', [express.text({ type: '*/*' })]],
  ['express.raw', [express.raw({ type: '*/*' })]],
  ['a parser that did not read', [saysNothing]],
])('the relay serves behind %s', async (_, parsers) => {
  await serve(relayApp(parsers));
  const answer = await click(JSON.stringify(CLICK));
  expect(answer.status).toBe(202);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(await answer.json()).toEqual({ accepted: 1, refused: 0 });
  expect((await click('x'.repeat(9_000), { 'content-type': 'text/plain' })).status).toBe(413);
  await client.flush();
  expect([...service.stored.values()]).toMatchObject([CLICK]);
});

test('the relay is a listener of node:http too, and knows the request that it came of', async () => {
  const keys: (string | undefined)[] = [];
  const relay = createRelay({
    client,
    types: { m_checkout_click: { payload: ['plan_tier'] } },
    limit: { key: clientKey },
    enrich: (request) => {
      keys.push(clientKey(request), (incomingOf(request) as unknown as IncomingMessage).httpVersion);
      return undefined;
    },
  });
  const handler = relayHandler(relay);
  await serve((req, res) => void handler(req, res));
  expect((await click(JSON.stringify(CLICK))).status).toBe(202);
  expect(keys).toEqual(['127.0.0.1', '1.1']);
});

test('a relay that fails is answered with 500, and the server goes on', async () => {
  const failures = [
    () => Promise.reject(new Error('of the host')),
    () => {
      throw new Error('of the host');
    },
  ];
  const failing = relayHandler(() => failures.shift()?.() ?? Promise.resolve(new Response('served')));
  await serve((req, res) => void failing(req, res));
  for (let times = 0; times < 2; times += 1) {
    const answer = await click(JSON.stringify(CLICK));
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { Code: 'InternalServerError', Message: 'the relay failed' },
    ]);
  }
  expect(await (await click(JSON.stringify(CLICK))).text()).toBe('served');
});

test('clients are told apart by the address that Express sees behind its trusted proxy', async () => {
  await serve(relayApp());
  const statuses: number[] = [];
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8::4', '203.0.113.9']) {
    statuses.push((await click(JSON.stringify(CLICK), { 'x-forwarded-for': address })).status);
  }
  expect(statuses).toEqual([202, 202, 202, 429, 202]);
});

test('a body that does not end is refused as soon as it is too long, and its connection ended', async () => {
  await serve(relayApp());
  const headers = { origin: url, 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  const sending = send(`${url}/t`, { method: 'POST', headers });
  const ended = new Promise<void>((resolve) => sending.on('close', resolve));
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sending.on('response', resolve).on('error', reject);
    sending.write(Buffer.alloc(12_288, ' ')); // and nothing after it
  });
  expect(answer.statusCode).toBe(413);
  expect(answer.headers.connection).toBe('close');
  expect(await textOf(answer)).toContain('RequestTooLargeError');
  await ended;
  expect((await click(JSON.stringify(CLICK))).status).toBe(202);
});

test('a page that goes away in the middle of its body leaves the server as it was', async () => {
  await serve(relayApp());
  const headers = { origin: url, 'content-type': 'application/json', 'content-length': '100' };
  const sending = send(`${url}/t`, { method: 'POST', headers });
  sending.on('error', () => undefined);
  await new Promise((resolve) => sending.write('{"event_type"', resolve));
  const ended = new Promise<void>((resolve) => sending.on('close', resolve));
  sending.destroy();
  await ended;
  expect((await click(JSON.stringify(CLICK))).status).toBe(202);
});
