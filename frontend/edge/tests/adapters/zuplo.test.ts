import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inboundPolicy, type OutcomeRule, type OutcomeType, type ZuploOptions } from '../../src/adapters/zuplo.js';
import { FakeService } from '../client/fakeService.js';
import { type Handler, type Policy, respond, ZuploContext, ZuploRequest } from './zuploGateway.js';

const API = 'https://api.example.com';
const EMAIL = 'kim@example.com';
const LOGIN: OutcomeRule = {
  path: '/login',
  start: 'm_auth_login_start',
  success: 'm_auth_login_success',
  failure: 'm_auth_login_fail',
};

let service: FakeService;
let warnings: unknown[];
let services = 0;

beforeEach(() => {
  service = new FakeService();
  services += 1; // clients are shared by all that send to one service
  warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((line) => warnings.push(line));
});
afterEach(() => vi.restoreAllMocks());

const optionsOf = (more: Partial<ZuploOptions>): ZuploOptions => ({
  url: `https://go-${services}.example.com`,
  secret: service.secret,
  fetch: service.fetch,
  batchDelayMs: 0,
  ...more,
});

interface Call {
  request?: ZuploRequest;
  options?: Partial<ZuploOptions>;
  policies?: Policy[];
  handler?: Handler;
}

const answer =
  (status: number, body: unknown = {}): Handler =>
  () =>
    Promise.resolve(Response.json(body, { status }));

const post = (path: string, body: unknown, headers: Record<string, string> = {}): ZuploRequest =>
  new ZuploRequest(API + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** One request through the gateway, and all that it leaves in the background. */
async function call({
  request = post('/login', { email: EMAIL }),
  options = {},
  policies = [],
  handler = answer(200),
}: Call) {
  const context = new ZuploContext();
  const inbound: Policy = (incoming) => inboundPolicy(incoming, context, optionsOf(options));
  const response = await respond(request, context, { policies: [inbound, ...policies], handler });
  await context.settled();
  return { response, context };
}

const stored = (): Record<string, unknown>[] => [...service.stored.values()];
const typesSent = (): unknown[] => stored().map((event) => event.event_type);

test('a request with a right trace id, or none, goes on as it is', async () => {
  for (const request of [new ZuploRequest(API), new ZuploRequest(API, { headers: { 'x-trace-id': 'trace_1' } })]) {
    const context = new ZuploContext();
    expect(await inboundPolicy(request, context, optionsOf({}))).toBe(request);
  }
});

test('another value is gone from the copy, which is of the same class, and nothing else of it changes', async () => {
  const request = new ZuploRequest(`${API}/x?trace_id=1`, {
    method: 'POST',
    headers: { 'x-trace-id': 'trace_of kim@example.com', 'x-other': '1' },
    body: 'bytes',
    params: { id: '7' },
    user: { sub: 'user-1' },
  });
  const context = new ZuploContext();
  const copy = await inboundPolicy(request, context, optionsOf({}));
  expect(copy).toBeInstanceOf(ZuploRequest);
  expect(copy).toMatchObject({ url: request.url, method: 'POST', params: { id: '7' }, user: { sub: 'user-1' } });
  expect([copy.headers.get('x-trace-id'), copy.headers.get('x-other')]).toEqual([null, '1']);
  expect(await copy.text()).toBe('bytes');
  expect(context.custom).toEqual({});
});

test('the trace id of a page is forwarded too, while its URL stays, and is what log lines may carry', async () => {
  const context = new ZuploContext();
  const request = new ZuploRequest(`${API}/page?trace_id=trace_2`);
  const copy = await inboundPolicy(request, context, optionsOf({}));
  expect([copy.url, copy.headers.get('x-trace-id')]).toEqual([request.url, 'trace_2']);
  expect(context.custom).toEqual({ traceId: 'trace_2' });
});

test('a plain Request is copied as one, and a policy without options still guards the header', async () => {
  const request = new Request(API, { headers: { 'x-trace-id': 'not one' } });
  const copy = await inboundPolicy(request, new ZuploContext(), undefined);
  expect(copy.headers.has('x-trace-id')).toBe(false);
});

test('options that are null are none', async () => {
  const request = new ZuploRequest(API, { headers: { 'x-trace-id': 'not one' } });
  const copy = await inboundPolicy(request, new ZuploContext(), null);
  expect(copy.headers.has('x-trace-id')).toBe(false);
});

test('a request whose body an earlier policy has read goes on, with its trace id right and its user known', async () => {
  const user = { sub: 'user-1' };
  const init = { method: 'POST', body: 'bytes', headers: { 'x-trace-id': 'not one', 'x-other': '1' }, user };
  const read = new ZuploRequest(`${API}/x`, init);
  await read.text();
  const fixed = new ZuploRequest(`${API}/x`, init);
  await fixed.text();
  const frozen = { set: refuse, delete: refuse, append: refuse };
  Object.defineProperty(fixed, 'headers', { value: Object.assign(new Headers(fixed.headers), frozen) });
  for (const request of [read, fixed]) {
    const next = await inboundPolicy(request, new ZuploContext(), optionsOf({ outcomes: [LOGIN] }));
    expect(next).toBeInstanceOf(ZuploRequest);
    expect(next).toMatchObject({ url: `${API}/x`, method: 'POST', user });
    expect([next.headers.get('x-trace-id'), next.headers.get('x-other')]).toEqual([null, '1']);
  }
});

function refuse(): never {
  throw new TypeError("Can't modify immutable headers.");
}

test.each([
  ['/spring', '/spring', true],
  ['/spring', '/spring/', true],
  ['/spring/', '//spring', true],
  ['/c/{name}', '/c/spring', true],
  ['/c/:name', '/c/spring', true],
  ['/c/{name}', '/c/spring/more', false],
  ['/spring', '/Spring', false],
  ['/spring', '/', false],
])("a campaign's page %j is that of %j as an outcome's is: %j", async (path, asked, recorded) => {
  const visits: string[] = [];
  const send = (url: string, init: RequestInit): Promise<Response> => {
    if (!url.endsWith('/v1/tracking/visits')) return service.fetch(url, init);
    visits.push(url);
    return Promise.resolve(Response.json({ set_cookie: 'a.b.c' }));
  };
  const request = new ZuploRequest(`${API}${asked}?utm_source=mail`);
  const outcomes: OutcomeRule[] = [
    { method: 'GET', path, start: 'm_auth_login_start', fields: { email: 'user.email' } },
  ];
  request.user = { email: EMAIL };
  const campaigns = [
    { path: 7 as never, campaign_id: 'none' },
    { path, campaign_id: 'spring' },
  ];
  const { response } = await call({ request, options: { fetch: send, outcomes, campaigns } });
  expect([visits.length, typesSent().length]).toEqual(recorded ? [1, 1] : [0, 0]);
  expect(response.headers.getSetCookie()).toHaveLength(recorded ? 1 : 0);
});

test('a login that succeeds is a start and a success, with the times at which they happened', async () => {
  await call({
    request: post('/login', { email: ` ${EMAIL}` }, { 'x-trace-id': 'trace_1' }),
    options: { outcomes: [LOGIN] },
  });
  const both = { email: EMAIL, trace_id: 'trace_1', source: 'zuplo' };
  expect(stored()).toMatchObject([
    { ...both, event_type: 'm_auth_login_start' },
    { ...both, event_type: 'm_auth_login_success', success: true },
  ]);
  expect(stored()[0]).not.toHaveProperty('success');
  expect(service.requests).toHaveLength(1);
});

test.each([
  [400, { Code: 'BadRequestError' }, 'BadRequestError'],
  [401, { code: 'otp_expired' }, 'otp_expired'],
  [403, { error: { code: 'locked' } }, 'locked'],
  [422, { error: 'invalid_grant' }, 'invalid_grant'],
  [401, { error: 'kim@example.com has no account' }, 'http_401'],
  [404, {}, 'http_404'],
  [429, 'slow down', 'http_429'],
  [503, null, 'http_503'],
])('a login that was answered %i %j is a failure with code %s', async (status, body, error_code) => {
  await call({ options: { outcomes: [{ ...LOGIN, start: [] }] }, handler: answer(status, body) });
  expect(stored()).toMatchObject([{ event_type: 'm_auth_login_fail', email: EMAIL, success: false, error_code }]);
});

test('a redirect is no outcome', async () => {
  const handler: Handler = () => Promise.resolve(Response.redirect(`${API}/callback`));
  await call({ options: { outcomes: [LOGIN] }, handler });
  expect(typesSent()).toEqual(['m_auth_login_start']);
});

test('what a later policy refuses is a failure, and whom it authenticates is known', async () => {
  const tooMany: Policy = () => Promise.resolve(new Response('', { status: 429 }));
  await call({ options: { outcomes: [LOGIN] }, policies: [tooMany] });
  expect(stored()).toMatchObject([{}, { event_type: 'm_auth_login_fail', error_code: 'http_429' }]);

  const authenticate: Policy = (request) => {
    request.user = { sub: 'user-1', data: { email: EMAIL } };
    return Promise.resolve(request);
  };
  const rule: OutcomeRule = { method: 'GET', path: '/me', success: 'm_auth_get_user', fields: { user_id: 'user.sub' } };
  const request = new ZuploRequest(`${API}/me`, { headers: { 'x-trace-id': 'trace_1' } });
  await call({ request, options: { outcomes: [rule] }, policies: [authenticate] });
  expect(stored()[2]).toMatchObject({ event_type: 'm_auth_get_user', user_id: 'user-1', trace_id: 'trace_1' });
});

test('every type of signing in can be sent', async () => {
  const all: Record<OutcomeType, true> = {
    m_auth_login_start: true,
    m_auth_login_success: true,
    m_auth_login_fail: true,
    m_auth_user_upserted: true,
    m_auth_session_created: true,
    m_auth_user_tenant_linked: true,
    m_auth_get_user: true,
    m_otp_send: true,
    m_otp_send_result: true,
  };
  const types = Object.keys(all) as OutcomeType[];
  const fields = {
    user_id: 'response.me.id',
    tenant_id: ['response.none', 'response.me.tenant'],
    error_code: 'response.why',
  };
  const outcomes = [{ path: '/auth/{provider}', success: types, failure: types, fields }];
  const request = (): ZuploRequest => post('/auth/mail/', { email: EMAIL }, { 'x-trace-id': 'trace_1' });
  const body = { me: { id: 42, tenant: 'tenant-1' }, why: 'late' };
  await call({ request: request(), options: { outcomes }, handler: answer(500, body) });
  expect(typesSent().sort()).toEqual([...types].sort());
  expect(stored()).toMatchObject(
    types.map(() => ({ email: EMAIL, user_id: '42', tenant_id: 'tenant-1', success: false, error_code: 'late' })),
  );
  await call({ request: request(), options: { outcomes }, handler: answer(200, body) });
  expect(typesSent().slice(types.length)).toEqual(types.filter((type) => type !== 'm_auth_login_fail'));
});

test.each<[string, BodyInit, string]>([
  ['no JSON', `email=${EMAIL}`, 'application/x-www-form-urlencoded'],
  ['broken', `{"email":"${EMAIL}"`, 'application/json'],
  ['above 64 KiB', JSON.stringify({ email: EMAIL, more: 'x'.repeat(65_536) }), 'application/json'],
  ['without an address', '{"email":["kim@example.com"]}', 'application/json'],
  ['another prototype', '{"__proto__":{"email":"kim@example.com"}}', 'application/json'],
])('a body that is %s passes as it is, and its event is named once where it cannot be sent', async (_, body, type) => {
  let passed: string | undefined;
  const path = `/login/${services}`;
  const outcomes = [{ ...LOGIN, path }];
  const handler: Handler = async (request) => {
    passed = await request.text();
    return Response.json({});
  };
  for (let times = 0; times < 2; times += 1) {
    const request = new ZuploRequest(API + path, { method: 'POST', body, headers: { 'content-type': type } });
    const { response } = await call({ request, options: { outcomes }, handler });
    expect([response.status, passed]).toEqual([200, body]);
  }
  expect(stored()).toEqual([]);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain(`m_auth_login_start of POST ${path} is not sent`);
  expect(JSON.stringify(warnings)).not.toContain('kim');
});

test('an event goes without what its body would have told, where its type does not need that', async () => {
  const handler: Handler = () => Promise.resolve(new Response('<h1>no</h1>', { status: 500 }));
  await call({ options: { outcomes: [{ ...LOGIN, start: [] }] }, handler });
  expect(stored()).toMatchObject([{ event_type: 'm_auth_login_fail', email: EMAIL, error_code: 'http_500' }]);
});

test('neither request nor response waits for a body, or for the service', async () => {
  service.answers = ['hangs'];
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  const slow = new ReadableStream<Uint8Array>({ start: (controller) => void (feed = controller) });
  const headers = { 'content-type': 'application/json' };
  const context = new ZuploContext();
  const response = await respond(post('/login', { email: EMAIL }), context, {
    policies: [(request) => inboundPolicy(request, context, optionsOf({ outcomes: [LOGIN] }))],
    handler: () => Promise.resolve(new Response(slow, { status: 401, headers })),
  });
  expect(response.status).toBe(401);
  feed?.enqueue(new TextEncoder().encode('{"code":"late"}'));
  feed?.close();
  expect(await response.text()).toBe('{"code":"late"}');
});

test('rules that are none are left out and said, beside those that are right', async () => {
  const wrong = [null, {}, { path: 1 }, { path: '/login', start: ['m_nothing', 'm_otp_send'], success: 7 }];
  await call({ options: { outcomes: wrong as unknown as OutcomeRule[] } });
  await call({ options: { outcomes: 'all' as never } });
  expect(typesSent()).toEqual(['m_otp_send']);
  expect(warnings).toEqual([
    'tracefunnel: outcomes are a list of rules, each with a path',
    'tracefunnel: start of the outcome /login names a type that is none of signing in',
    'tracefunnel: success of the outcome /login names a type that is none of signing in',
  ]);
});

test('a service that cannot be reached by these options changes nothing for the request', async () => {
  const { response } = await call({ options: { outcomes: [LOGIN], url: '', secret: 'hunter2' } });
  expect(response.status).toBe(200);
  expect(warnings).toHaveLength(2);
  expect(JSON.stringify(warnings)).not.toMatch(/kim|hunter2/);
});

test('other methods and paths are nobody’s outcome', async () => {
  for (const request of [
    new ZuploRequest(`${API}/login`, { method: 'OPTIONS' }),
    post('/login/again', { email: EMAIL }),
    post('/LOGIN', { email: EMAIL }),
  ]) {
    await call({ request, options: { outcomes: [LOGIN] } });
  }
  expect(stored()).toEqual([]);
});
