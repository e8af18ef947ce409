import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TrackingClient } from '../../src/evidence/index.js';
import { SECRET } from '../client/fakeService.js';
import { useFakeTime, useRealTime } from '../client/fakeTime.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJjaWQiOiJzcHJpbmcifQ.c2lnbmF0dXJl';
const REGISTRATION = { registration_id: 'reg-1', campaign_id: 'spring', url: 'https://www.example.com/?cid=spring' };
const DECISION = { registration_id: 'reg-1', tracked: true, attribution: null, untracked_reason: null };

type Answer = () => Promise<Response>;
const answer =
  (body: unknown, init?: ResponseInit): Answer =>
  () =>
    Promise.resolve(Response.json(body, init));
const away: Answer = () => Promise.reject(new TypeError('fetch failed'));
const never: Answer = () => new Promise(() => undefined);

let sent: { url: string; body: unknown }[];

function client(...answers: Answer[]): TrackingClient {
  return new TrackingClient({
    url: 'https://go.example.com/',
    secret: SECRET,
    fetch: (url, init) => {
      sent.push({ url, body: JSON.parse(init.body as string) });
      const next = answers.shift() ?? away;
      return Promise.race([
        next(),
        new Promise<never>((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('too late')))),
      ]);
    },
  });
}

async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  await vi.advanceTimersByTimeAsync(ms);
  return promise;
}

beforeEach(() => {
  useFakeTime();
  sent = [];
});
afterEach(useRealTime);

describe('a visit', () => {
  test('gives the token to keep', async () => {
    const visit = { url: REGISTRATION.url, campaign_id: 'spring', anonymous_id: 'a' };
    expect(await client(answer({ set_cookie: TOKEN })).visit(visit)).toBe(TOKEN);
    expect(sent).toEqual([{ url: 'https://go.example.com/v1/tracking/visits', body: visit }]);
  });

  test('that names nobody and no trace is a visitor of its own', async () => {
    await client(answer({})).visit({ url: REGISTRATION.url });
    await client(answer({})).visit({ url: REGISTRATION.url, trace_id: 'trace_a' });
    expect(sent.map((one) => one.body)).toEqual([
      { url: REGISTRATION.url, anonymous_id: expect.stringMatching(/^visit_[\da-f-]{36}$/) as string },
      { url: REGISTRATION.url, trace_id: 'trace_a' },
    ]);
  });

  test.each([
    ['there is nothing to keep', answer({ set_cookie: null })],
    ['the answer is no token', answer({ set_cookie: 'a.b.c; Domain=evil.org' })],
    ['the answer is no JSON', () => Promise.resolve(new Response('<html>'))],
    ['the service is away', away],
    ['it does not answer in half a second', never],
  ] satisfies [string, Answer][])('gives nothing where %s, is tried once, and never throws', async (_, one) => {
    expect(await within(500, client(one, answer({ set_cookie: TOKEN })).visit({}))).toBeNull();
    expect(sent).toHaveLength(1);
  });
});

describe('a registration', () => {
  test('is sent again, the same each time, until it is decided', async () => {
    const busy = answer({}, { status: 503, headers: { 'retry-after': '1' } });
    const decided = client(away, busy, answer({}, { status: 500 }), answer({}, { status: 429 }), answer(DECISION));
    expect(await within(25_000, decided.register(REGISTRATION))).toEqual(DECISION);
    expect(sent.map((one) => one.body)).toEqual(Array(5).fill(REGISTRATION));
    expect(sent[0]?.url).toBe('https://go.example.com/v1/tracking/registrations');
  });

  test.each([400, 401, 409])('that the service refuses (%i) is not sent again', async (status) => {
    expect(await client(answer({ Code: 'x' }, { status })).register(REGISTRATION)).toBeNull();
    expect(sent).toHaveLength(1);
  });

  test('is sent again where the answer is no decision', async () => {
    const odd = client(answer({}), answer(null), () => Promise.resolve(new Response('<html>')), answer(DECISION));
    expect(await within(25_000, odd.register(REGISTRATION))).toEqual(DECISION);
  });

  test('that is no JSON gives nothing', async () => {
    expect(await client().register({ ...REGISTRATION, cid: 1n as unknown as string })).toBeNull();
  });

  test('gives nothing when the time is over', async () => {
    expect(await within(3_000, client(never).register(REGISTRATION, 3_000))).toBeNull();
  });
});

test('a client with wrong settings says so once, and answers nothing', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const wrong = new TrackingClient({ url: 'https://go.example.com', secret: 'sk_live' });
  expect([await wrong.visit({}), await wrong.register(REGISTRATION)]).toEqual([null, null]);
  expect(warn.mock.calls).toEqual([['tracefunnel: the secret must begin with whsec_']]);
});
