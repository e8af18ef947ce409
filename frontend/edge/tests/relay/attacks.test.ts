import { afterEach, expect, test, vi } from 'vitest';
import { CLICK, ORIGIN, post, relayed, streamed } from './page.js';

afterEach(() => {
  vi.useRealTimers();
});

test('a body above 8 KiB is refused', async () => {
  const { relay } = relayed();
  const fits = { ...CLICK, note: '' };
  const padding = 8_192 - JSON.stringify(fits).length;
  expect((await relay(post({ ...fits, note: 'x'.repeat(padding) }))).status).toBe(202);
  const answer = await relay(post({ ...fits, note: 'x'.repeat(padding + 1) }));
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ Code: 'RequestTooLargeError' });
});

test('of an endless body no more is read than is needed to refuse it', async () => {
  const { request, pieces, cancelled } = streamed(() => new Uint8Array(1_024).fill(32));
  expect((await relayed().relay(request)).status).toBe(413);
  expect(pieces()).toBe(9);
  expect(cancelled()).toBe(true);
});

test('a body that comes byte by byte is given up after ten seconds', async () => {
  vi.useFakeTimers();
  const start = new TextEncoder().encode(JSON.stringify(CLICK));
  const { request, cancelled } = streamed((number) => (number === 1 ? start : new Promise<never>(() => undefined)));
  const answer = relayed().relay(request);
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await answer).status).toBe(400);
  expect(cancelled()).toBe(true);
});

test('a page that goes away in the middle of its body troubles nobody', async () => {
  const { request } = streamed(() => Promise.reject(new Error('aborted')));
  expect((await relayed().relay(request)).status).toBe(400);
});

test.each([
  '',
  '{',
  'null',
  '7',
  '"x"',
  '[]',
  'NaN',
  '{"event_type": NaN}',
  '\ufeff{}',
  '['.repeat(8_000),
  '{"a":'.repeat(1_600),
])('what is no object of JSON is malformed: %.20s', async (body) => {
  const answer = await relayed().relay(post(body));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ Code: 'BadRequestError' });
});

test('bytes that are no UTF-8 are malformed', async () => {
  const { request } = streamed((number) => (number === 1 ? Uint8Array.of(0x22, 0xff, 0xfe, 0x22) : null));
  expect((await relayed().relay(request)).status).toBe(400);
});

test('a request without a body is malformed', async () => {
  const headers = { origin: ORIGIN, 'content-type': 'application/json', 'content-length': '100' };
  expect((await relayed().relay(new Request(`${ORIGIN}/t`, { method: 'POST', headers }))).status).toBe(400);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'the type %s, which every object has, is none',
  async (type) => {
    const { relay } = relayed();
    expect(await (await relay(post({ ...CLICK, event_type: type }))).json()).toEqual({ accepted: 0, refused: 1 });
  },
);

test('keys that objects inherit pollute nothing, and count for nothing', async () => {
  const { relay, stored } = relayed({
    types: { m_checkout_click: { payload: ['plan_tier', 'constructor', '__proto__'] } },
  });
  const body = `{"event_type":"m_checkout_click","trace_id":"trace_1","__proto__":{"user_id":"admin","trace_id":"trace_2"},
    "constructor":{"prototype":{"polluted":1}},"payload":{"plan_tier":"team","__proto__":"own"}}`;
  expect(await (await relay(post(body))).json()).toEqual({ accepted: 1, refused: 0 });
  const [event] = await stored();
  expect(event?.trace_id).toBe('trace_1');
  expect(event).not.toHaveProperty('user_id');
  expect(Object.keys(event?.payload ?? {})).not.toContain('constructor');
  expect({}).not.toHaveProperty('polluted');
  expect(({} as { user_id?: string }).user_id).toBeUndefined();
});

test('an event whose fields are only inherited has none', async () => {
  const { relay } = relayed();
  const body = '{"__proto__":{"event_type":"m_checkout_click","trace_id":"trace_1"}}';
  expect(await (await relay(post(body))).json()).toEqual({ accepted: 0, refused: 1 });
  const list = '{"__proto__":{"events":[{"event_type":"m_checkout_click"}]}}';
  expect(await (await relay(post(list))).json()).toEqual({ accepted: 0, refused: 1 });
});

test.each(['"\\ud800"', '"a\\udfff"', '"\\ude00\\ud83d"'])(
  'half a surrogate pair, for which the service refuses a whole batch, is not passed on: %s',
  async (text) => {
    const { relay } = relayed();
    const body = `{"event_type":"m_checkout_click","trace_id":"trace_1","payload":{"plan_tier":${text}}}`;
    expect(await (await relay(post(body))).json()).toEqual({ accepted: 0, refused: 1 });
  },
);

test('half a surrogate pair in an id, a trace or a name leaves nothing of itself', async () => {
  const { relay, stored } = relayed();
  const half = '"\\ud800"';
  const body = `{"event_type":"m_checkout_click","event_id":${half},"trace_id":${half},"payload":{"plan_tier":"😀",${half}:1}}`;
  expect((await relay(post(body))).status).toBe(202);
  const [event] = await stored();
  expect(event?.payload).toEqual({ plan_tier: '😀' });
  expect(JSON.stringify(event)).not.toContain('ud800');
});

test('no answer says what was sent', async () => {
  const { relay } = relayed();
  const secret = 'kim@example.com';
  const requests = [
    post(`{"${secret}`),
    post({ event_type: secret }),
    post(CLICK, { origin: `https://${secret}` }),
    post(CLICK, { 'content-type': secret }),
    post(secret.repeat(1_000)),
  ];
  for (const request of requests) expect(await (await relay(request)).text()).not.toContain('kim');
});

test('whatever goes wrong within is an answer', async () => {
  const { relay } = relayed({ client: undefined as never });
  const answer = await relay(post(CLICK));
  expect(answer.status).toBe(500);
  expect(await answer.json()).toEqual({ Code: 'InternalServerError', Message: 'the relay failed' });
});
