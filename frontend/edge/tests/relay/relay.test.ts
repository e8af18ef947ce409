import { expect, test, vi } from 'vitest';
import type { OptionalFields } from '../../src/events.js';
import { CLICK, ORIGIN, post, relayed, TRACE } from './page.js';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

test('an event of a named type is sent with what is named of it, from the source of the relay', async () => {
  const { relay, stored } = relayed({ source: 'admin-web' });
  const answer = await relay(post(CLICK));
  expect(answer.status).toBe(202);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toEqual({ accepted: 1, refused: 0 });
  const [event] = await stored();
  expect(event).toEqual({
    ...CLICK,
    source: 'admin-web',
    event_id: expect.stringMatching(new RegExp(`^page_${UUID}$`)) as string,
    occurred_at: expect.any(String) as string,
  });
});

test('the answer does not wait for the service', async () => {
  const { relay, service, client } = relayed();
  service.answers = ['hangs'];
  expect((await relay(post(CLICK))).status).toBe(202);
  expect(service.requests).toHaveLength(0);
  expect(client.stats.waiting).toBe(1);
});

test('of a list each event is judged by itself', async () => {
  const { relay, stored } = relayed();
  const events = [
    CLICK,
    { ...CLICK, event_type: 'm_page_view' },
    { ...CLICK, event_type: 'm_nothing' },
    null,
    7,
    [],
    {},
  ];
  const answer = await relay(post({ events }));
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ accepted: 1, refused: 6 });
  expect(await stored()).toHaveLength(1);
});

test.each([[[]], [Array(11).fill(CLICK)], ['x'], [null], [{ 0: CLICK }]])(
  'a list of none, of more than ten, or of another type is malformed',
  async (events) => {
    expect((await relayed().relay(post({ events }))).status).toBe(400);
  },
);

test('beside a list there is nothing', async () => {
  expect((await relayed().relay(post({ events: [CLICK], trace_id: TRACE }))).status).toBe(400);
});

test('what is not named of an event is left out', async () => {
  const { relay, stored } = relayed({
    types: { m_page_view: { fields: ['anonymous_id', 'success'], payload: ['path', 'step', 'first'] } },
  });
  const payload = { path: '/pricing', step: 2, first: true, gone: null, ip: 'x', deep: { a: 1 } };
  const named = { event_type: 'm_page_view', anonymous_id: 'v1', success: null, payload };
  const answer = await relay(post({ ...named, user_id: 'u1', source: 'cp', ts: 'x', email: 'kim@example.com' }));
  expect(await answer.json()).toEqual({ accepted: 1, refused: 0 });
  const [event] = await stored();
  expect(event).toEqual({
    event_type: 'm_page_view',
    anonymous_id: 'v1',
    success: null,
    payload: { path: '/pricing', step: 2, first: true },
    event_id: event?.event_id,
    occurred_at: event?.occurred_at,
  });
});

test.each([
  { payload: { plan_tier: { $gt: '' } } },
  { payload: { plan_tier: ['team'] } },
  { payload: { plan_tier: 'x'.repeat(513) } },
  { user_id: 7 },
  { user_id: 'a\u0000b' },
  { user_id: { toString: 'x' } },
  { success: 'true' },
])('an event with something of another shape under a name that is taken is refused: %j', async (wrong) => {
  const { relay } = relayed({
    types: { m_checkout_click: { payload: ['plan_tier'], fields: ['user_id', 'success'] } },
  });
  expect(await (await relay(post({ ...CLICK, ...wrong }))).json()).toEqual({ accepted: 0, refused: 1 });
});

test("a page's event id is kept apart from those of servers, and is the same at its retry", async () => {
  const { relay, stored, client } = relayed();
  for (let attempt = 0; attempt < 2; attempt += 1) await relay(post({ ...CLICK, event_id: 'evt_1' }));
  expect((await stored()).map((one) => one.event_id)).toEqual(['page_evt_1']);
  expect(client.stats).toMatchObject({ accepted: 1, duplicate: 1 });
});

test.each(['', 'x'.repeat(65), 'kim@example.com', 'a b', 7, null, 'ü'])(
  'an event id of another shape is replaced: %j',
  async (id) => {
    const { relay, stored } = relayed();
    await relay(post({ ...CLICK, event_id: id }));
    expect((await stored())[0]?.event_id).toMatch(new RegExp(`^page_${UUID}$`));
  },
);

test('the trace is that of the event, else that of the header, each in its right shape', async () => {
  const { relay, stored } = relayed();
  const header = { 'x-trace-id': 'trace_header' };
  await relay(post({ ...CLICK, event_id: '1' }, header));
  await relay(post({ ...CLICK, event_id: '2', trace_id: 'kim@example.com' }, header));
  await relay(post({ ...CLICK, event_id: '3', trace_id: undefined }, { 'x-trace-id': 'trace_kim@example.com' }));
  expect((await stored()).map((one) => one.trace_id)).toEqual([TRACE, 'trace_header', undefined]);
});

test.each([
  ['2026-11-22T18:15:02.5+09:00', '2026-11-22T09:15:02.500Z'],
  ['2026-11-22T09:15:02Z', '2026-11-22T09:15:02.000Z'],
])('a time is taken over: %s', async (sent, kept) => {
  const { relay, stored } = relayed();
  await relay(post({ ...CLICK, occurred_at: sent }));
  expect((await stored())[0]?.occurred_at).toBe(kept);
});

test.each(['yesterday', '2026-11-22', '2026-13-45T00:00:00Z', 1_790_000_000_000, null])(
  'what is no time is not: %j',
  async (sent) => {
    const { relay, stored } = relayed();
    const before = new Date().toISOString();
    await relay(post({ ...CLICK, occurred_at: sent }));
    expect(String((await stored())[0]?.occurred_at) >= before).toBe(true);
  },
);

test('what the server knows wins over the page, key by key in the payload', async () => {
  const { relay, stored } = relayed({
    types: { m_checkout_click: { payload: ['plan_tier', 'button'], fields: ['user_id', 'tenant_id'] } },
    enrich: async (request, event) => {
      await Promise.resolve();
      expect(event.user_id).toBe('claimed');
      const known = {
        user_id: request.headers.get('x-session') ?? '',
        tenant_id: undefined,
        payload: { plan_tier: 'pro' },
      };
      return { ...known, event_type: 'm_page_view' } as OptionalFields;
    },
  });
  const payload = { plan_tier: 'free', button: 'top' };
  const claimed = { ...CLICK, event_id: '1', user_id: 'claimed', tenant_id: 'claimed', payload };
  await relay(post(claimed, { 'x-session': 'user-1' }));
  const [event] = await stored();
  expect(event).toMatchObject({
    event_id: 'page_1',
    event_type: 'm_checkout_click',
    user_id: 'user-1',
    payload: { plan_tier: 'pro', button: 'top' },
  });
  expect(event).not.toHaveProperty('tenant_id');
});

test('an event that the server does not want, or fails at, is refused', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { relay } = relayed({
    enrich: (_, event) => {
      if (event.event_id === 'page_broken') throw new Error('no session for kim@example.com');
      return event.event_id === 'page_unwanted' ? null : undefined;
    },
  });
  const events = ['broken', 'unwanted', 'broken', 'right'].map((event_id) => ({ ...CLICK, event_id }));
  expect(await (await relay(post({ events }))).json()).toEqual({ accepted: 1, refused: 3 });
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls.flat().join(' ')).not.toContain('kim');
  warn.mockRestore();
});

test('an event for which the client has no room is refused', async () => {
  const { relay, client } = relayed();
  await client.close();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(await (await relay(post(CLICK))).json()).toEqual({ accepted: 0, refused: 1 });
  warn.mockRestore();
});

test('a text of sendBeacon is read as JSON', async () => {
  const { relay } = relayed();
  expect((await relay(post(CLICK, { 'content-type': 'text/plain;charset=UTF-8' }))).status).toBe(202);
});

test.each([
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/json-seq' },
  { 'content-type': '' },
  { 'content-encoding': 'gzip' },
])('another content is refused: %j', async (headers) => {
  const answer = await relayed().relay(post(CLICK, headers));
  expect(answer.status).toBe(415);
  expect(await answer.json()).toMatchObject({ Code: 'UnsupportedMediaType' });
});

test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is answered with what is allowed', async (method) => {
  const answer = await relayed().relay(new Request(`${ORIGIN}/t`, { method, headers: { origin: ORIGIN } }));
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST');
  expect(await answer.json()).toMatchObject({ Code: 'MethodNotAllowedError' });
});

test('the background of the request is handed to the client', async () => {
  const promises: Promise<unknown>[] = [];
  const { relay, service } = relayed();
  await relay(post(CLICK), { waitUntil: (promise) => void promises.push(promise) });
  await Promise.all(promises);
  expect(service.requests).toHaveLength(1);
});
