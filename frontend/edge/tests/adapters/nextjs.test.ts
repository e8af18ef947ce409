import { type NextFetchEvent, NextRequest, NextResponse } from 'next/server.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProxy, type ProxyOptions } from '../../src/adapters/nextjs.js';
import { FakeService } from '../client/fakeService.js';
import { useFakeTime, useRealTime } from '../client/fakeTime.js';

const SITE = 'http://localhost:3000'; // as a server of one's own calls itself
const CAMPAIGN = `${SITE}/c/spring?utm_source=mail&gclid=x`;

let service: FakeService;
let visits: Record<string, unknown>[];
let onVisit: (init: RequestInit) => Promise<Response>;
let background: Promise<unknown>[];

beforeEach(() => {
  useFakeTime();
  service = new FakeService();
  visits = [];
  background = [];
  onVisit = () => Promise.resolve(Response.json({ set_cookie: 'a.b.c' }));
});
afterEach(useRealTime);

const send = (url: string, init: RequestInit): Promise<Response> => {
  if (!url.endsWith('/v1/tracking/visits')) return service.fetch(url, init);
  visits.push(JSON.parse(init.body as string) as Record<string, unknown>);
  return onVisit(init);
};

function ask(url: string, headers: Record<string, string> = {}, more: Partial<ProxyOptions> = {}, method = 'GET') {
  const proxy = createProxy({
    url: service.url,
    secret: service.secret,
    fetch: send,
    campaign: ({ nextUrl }) => /^\/c\/(\w+)$/.exec(nextUrl.pathname)?.[1],
    ...more,
  });
  const event = { waitUntil: (promise: Promise<unknown>) => background.push(promise) };
  return proxy(new NextRequest(url, { method, headers }), event as unknown as NextFetchEvent);
}

/** The headers with which the request goes on; undefined: with its own. */
function passedOn(response: Response): Record<string, string | null> | undefined {
  const names = response.headers.get('x-middleware-override-headers');
  if (names === null) return undefined;
  return Object.fromEntries(
    names.split(',').map((name) => [name, response.headers.get(`x-middleware-request-${name}`)]),
  );
}

test('a request goes on with its trace id in the right shape, or without one', async () => {
  const right = await ask(SITE, { 'x-trace-id': 'trace_1', accept: 'text/html' });
  expect([right.headers.get('x-middleware-next'), passedOn(right)]).toEqual(['1', undefined]);
  for (const value of ['1', 'trace_', 'trace_kim@example.com', `trace_${'x'.repeat(123)}`]) {
    const response = await ask(SITE, { 'x-trace-id': value, accept: 'text/html' });
    expect(passedOn(response)).toEqual({ accept: 'text/html' }); // what is not named there does not go on
  }
});

test('a trace id of the page that is asked, or of the page that sends, is the trace of the request', async () => {
  expect(passedOn(await ask(`${SITE}/?trace_id=trace_2`))).toEqual({ 'x-trace-id': 'trace_2' });
  const referer = 'http://shop.example.com/pay?trace_id=trace_3';
  const sent = await ask(`${SITE}/api/pay`, { host: 'shop.example.com', referer }, {}, 'POST');
  expect(passedOn(sent)).toMatchObject({ 'x-trace-id': 'trace_3' });
  const foreign = await ask(`${SITE}/api/pay`, { host: 'shop.example.com:8080', referer }, {}, 'POST');
  expect(passedOn(foreign)).toBe(undefined);
});

test('the request of a handler has the right trace id, its base path, and an event that outlives it', async () => {
  const handler = vi.fn<NonNullable<ProxyOptions['handler']>>((request, event, { track, traceId }) => {
    event.waitUntil(Promise.resolve('mine'));
    track({ event_type: 'm_checkout_click', payload: { plan_tier: 'pro' } });
    expect([request.headers.get('x-trace-id'), traceId]).toEqual(['trace_1', 'trace_1']);
    return undefined;
  });
  const response = await ask(`${SITE}/pay?trace_id=trace_1`, { 'x-trace-id': '1' }, { handler, source: 'admin-web' });
  expect(handler).toHaveBeenCalledOnce();
  expect(passedOn(response)).toEqual({ 'x-trace-id': 'trace_1' });
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(background);
  expect([...service.stored.values()]).toMatchObject([
    { event_type: 'm_checkout_click', trace_id: 'trace_1', source: 'admin-web' },
  ]);
});

test('what a handler answers is kept: redirects, rewrites, cookies, other headers for the request', async () => {
  const headers = { 'x-trace-id': 'not one', accept: 'text/html' };
  const redirect = await ask(SITE, headers, {
    handler: () => Response.redirect(`${SITE}/login`, 303),
    traceCookie: true,
  });
  expect([redirect.status, redirect.headers.get('location'), passedOn(redirect)]).toEqual([
    303,
    `${SITE}/login`,
    undefined,
  ]);
  expect(redirect.headers.getSetCookie()).toEqual([expect.stringMatching(/^tf_trace=trace_/)]);

  const rewritten = await ask(`${CAMPAIGN}&trace_id=trace_1`, headers, {
    handler: ({ url }) => {
      const response = NextResponse.rewrite(new URL('/landing', url));
      response.cookies.set('mine', '1');
      return response;
    },
  });
  expect(rewritten.headers.get('x-middleware-rewrite')).toBe(`${SITE}/landing`);
  expect(rewritten.headers.has('x-middleware-next')).toBe(false);
  expect(rewritten.headers.getSetCookie()).toEqual(['mine=1; Path=/', expect.stringContaining('ef_tracking=a.b.c')]);
  expect(passedOn(rewritten)).toEqual({ accept: 'text/html', 'x-trace-id': 'trace_1' });

  const handler = (request: NextRequest) => {
    const mine = new Headers(request.headers);
    mine.set('x-mine', '1');
    return NextResponse.next({ request: { headers: mine } });
  };
  expect(passedOn(await ask(SITE, headers, { handler }))).toEqual({ accept: 'text/html', 'x-mine': '1' });
});

test('what a handler throws is thrown', async () => {
  const handler = (): never => {
    throw new Error('of the host');
  };
  await expect(ask(SITE, {}, { handler })).rejects.toThrow('of the host');
});

test('the visit of a campaign page is recorded under the host that the browser asked, and its token kept', async () => {
  const headers = { host: 'shop.example.com', 'x-trace-id': 'trace_1', 'sec-fetch-dest': 'document' };
  const response = await ask(CAMPAIGN, headers, { cookie: { domain: 'example.com' } });
  expect(response.headers.getSetCookie()).toEqual([
    'ef_tracking=a.b.c; Path=/; Max-Age=2592000; Domain=example.com; HttpOnly; Secure; SameSite=Lax',
  ]);
  expect(visits).toEqual([
    { url: 'http://shop.example.com/c/spring?utm_source=mail', trace_id: 'trace_1', campaign_id: 'spring' },
  ]);
});

test.each(['a:b@c', 'u@c', 'evil.example/x', 'evil.example?x=1', 'evil.example#x', 'x:99999', 'a b', ''])(
  'a host that is none (%j) fails no page, and changes nothing of its URL',
  async (host) => {
    for (const name of ['host', 'x-forwarded-host']) {
      const response = await ask(CAMPAIGN, { [name]: host, 'x-trace-id': 'trace_1' });
      expect(response.headers.get('x-middleware-next')).toBe('1');
    }
    expect(visits.map(({ url }) => url)).toEqual(Array(2).fill(`${SITE}/c/spring?utm_source=mail`));
  },
);

test('no visit is what is loaded in advance or beside, or carries no evidence, or is of no campaign', async () => {
  await ask(CAMPAIGN, { 'sec-fetch-dest': 'empty' });
  await ask(CAMPAIGN, { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' });
  await ask(`${SITE}/c/spring`);
  await ask(`${SITE}/about?utm_source=mail`);
  await ask(CAMPAIGN, {}, {}, 'POST');
  await ask(CAMPAIGN, {}, { campaign: undefined });
  expect(visits).toEqual([]);
});

test('a page waits half a second for a service that is slow, and no longer', async () => {
  onVisit = ({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('late'))));
  let response: Response | undefined;
  void ask(CAMPAIGN, { 'x-trace-id': 'trace_1' }).then((answer) => (response = answer));
  await vi.advanceTimersByTimeAsync(499);
  expect(response).toBe(undefined);
  await vi.advanceTimersByTimeAsync(1);
  expect(response?.headers.getSetCookie()).toEqual([]);
});

test('with traceCookie a visit keeps one trace id, whoever made it', async () => {
  const first = await ask(SITE, {}, { traceCookie: true });
  const made = passedOn(first)?.['x-trace-id'] ?? '';
  expect(made).toMatch(/^trace_[0-9a-f-]{36}$/);
  expect(first.headers.getSetCookie()).toEqual([`tf_trace=${made}; Path=/; HttpOnly; Secure; SameSite=Lax`]);

  const next = await ask(SITE, { cookie: `a=b; tf_trace=${made}` }, { traceCookie: true });
  expect([passedOn(next)?.['x-trace-id'], next.headers.getSetCookie()]).toEqual([made, []]);

  const linked = await ask(`${SITE}/?trace_id=trace_2%3Bx`, { cookie: `tf_trace=${made}` }, { traceCookie: true });
  expect(linked.headers.getSetCookie()[0]).toMatch(/^tf_trace=trace_2%3Bx; Path/);
  const kept = await ask(SITE, { cookie: 'tf_trace=trace_2%3Bx' }, { traceCookie: true });
  expect([passedOn(kept)?.['x-trace-id'], kept.headers.getSetCookie()]).toEqual(['trace_2;x', []]);

  const forged = await ask(SITE, { cookie: 'tf_trace=kim@example.com' }, { traceCookie: true });
  expect(passedOn(forged)?.['x-trace-id']).toMatch(/^trace_[0-9a-f-]{36}$/);
});

test('a response with a cookie of one visitor is for no shared cache, whatever the page would say', async () => {
  const caching = (response: Response) => response.headers.get('cache-control');
  const ofDynamicPages = 'private, no-cache, no-store, max-age=0, must-revalidate';
  expect(caching(await ask(SITE, {}, { traceCookie: true }))).toBe(ofDynamicPages);
  expect(caching(await ask(CAMPAIGN))).toBe(ofDynamicPages);
  expect(caching(await ask(SITE, { cookie: 'tf_trace=trace_1' }, { traceCookie: true }))).toBe(null);

  const says = (cacheControl: string) => () =>
    NextResponse.next({ headers: { 'cache-control': cacheControl, 'cdn-cache-control': 'max-age=60' } });
  for (const more of [{ traceCookie: true }, {}]) {
    const shared = await ask(CAMPAIGN, {}, { ...more, handler: says('public, max-age=0, s-maxage=60') });
    expect([caching(shared), shared.headers.has('cdn-cache-control')]).toEqual(['private, max-age=0', false]);
  }
  const own = await ask(SITE, {}, { traceCookie: true, handler: () => new Response('mine') });
  expect(caching(own)).toBe('private');
});

test('without traceCookie no cookie is set, and none is read', async () => {
  const response = await ask(SITE, { cookie: 'tf_trace=trace_1' });
  expect([passedOn(response), response.headers.getSetCookie()]).toEqual([undefined, []]);
});

test('without a right URL and secret the request goes on all the same', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const response = await ask(CAMPAIGN, { 'x-trace-id': '1', accept: 'text/html' }, { url: '', secret: 'hunter2' });
  expect(passedOn(response)).toEqual({ accept: 'text/html' });
  expect(JSON.stringify(warn.mock.calls)).not.toContain('hunter2');
});
