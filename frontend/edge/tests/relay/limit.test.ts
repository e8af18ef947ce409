import { expect, test } from 'vitest';
import { addressKey, forwardedKey } from '../../src/relay/index.js';
import { Buckets } from '../../src/relay/limit.js';
import { CLICK, post, relayed } from './page.js';

const from = (client: string): Request => post(CLICK, { 'x-client': client });
const key = (request: Request): string => request.headers.get('x-client') ?? '';

test('a client that calls too often is told when to call again, and other clients are served', async () => {
  let now = 1_000_000;
  const { relay } = relayed({ limit: { key, perMinute: 30, burst: 2 }, now: () => now });
  const statuses = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await relay(from('a'))).status);
  expect(statuses).toEqual([202, 202, 429]);
  const answer = await relay(from('a'));
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await answer.json()).toEqual({ Code: 'TooManyRequestsError', Message: 'send again after Retry-After' });
  expect((await relay(from('b'))).status).toBe(202);
  now += 2_000;
  expect((await relay(from('a'))).status).toBe(202);
  expect((await relay(from('a'))).status).toBe(429);
});

test('all clients together have a limit too', async () => {
  const { relay } = relayed({ limit: { key, overall: { perMinute: 60, burst: 3 } }, now: () => 0 });
  const statuses = [];
  for (const client of ['a', 'b', 'c', 'd']) statuses.push((await relay(from(client))).status);
  expect(statuses).toEqual([202, 202, 202, 429]);
});

test('a client over its own limit takes nothing from the others', async () => {
  const limit = { key, perMinute: 1, burst: 1, overall: { perMinute: 1, burst: 2 } };
  const { relay } = relayed({ limit, now: () => 0 });
  for (let call = 0; call < 10; call += 1) await relay(from('a'));
  expect((await relay(from('b'))).status).toBe(202);
});

test('a million clients are no more than the memory is meant for, and the overall limit holds', () => {
  const buckets = new Buckets({ perMinute: 60, burst: 20 }, 10_000, () => 0);
  const overall = new Buckets({ perMinute: 3_000, burst: 600 }, 1, () => 0);
  let served = 0;
  for (let client = 0; client < 1_000_000; client += 1) {
    if (buckets.take(`client-${String(client)}`) === 0 && overall.take('') === 0) served += 1;
  }
  expect(buckets.size).toBeLessThanOrEqual(10_000);
  expect(overall.size).toBe(1);
  expect(served).toBe(600);
});

test('of the clients that are remembered those that were seen longest ago go first', () => {
  const buckets = new Buckets({ perMinute: 1, burst: 1 }, 2, () => 0);
  for (const client of ['a', 'b', 'a', 'c']) buckets.take(client);
  expect(buckets.take('a')).toBeGreaterThan(0); // still known
  expect(buckets.take('b')).toBe(0); // forgotten
});

test('a clock that is set back gives no tokens, and takes none', () => {
  let now = 60_000;
  const buckets = new Buckets({ perMinute: 60, burst: 1 }, 2, () => now);
  buckets.take('a');
  now = 0;
  expect(buckets.take('a')).toBe(1_000);
  now = 1_000;
  expect(buckets.take('a')).toBe(0);
});

test("the platform's own limiter decides for a client, by at most 128 characters of its key", async () => {
  const asked: string[] = [];
  const allow = (client: string): Promise<boolean> => {
    asked.push(client);
    return Promise.resolve(client === 'a');
  };
  const { relay } = relayed({ limit: { key, allow } });
  expect((await relay(from('a'))).status).toBe(202);
  const refused = await relay(from('b'.repeat(5_000)));
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('60');
  expect(asked).toEqual(['a', 'b'.repeat(128)]);
});

test('where the limiter of the platform fails, the overall limit alone holds', async () => {
  const allow = (): never => {
    throw new Error('down');
  };
  const { relay } = relayed({ limit: { key, allow, overall: { perMinute: 1, burst: 1 } }, now: () => 0 });
  expect((await relay(from('a'))).status).toBe(202);
  expect((await relay(from('b'))).status).toBe(429);
});

test('clients for whom there is no key share a limit', async () => {
  const keyless = (): never => {
    throw new TypeError('no address');
  };
  const { relay } = relayed({ limit: { key: keyless, burst: 1 }, now: () => 0 });
  expect((await relay(from('a'))).status).toBe(202);
  expect((await relay(from('b'))).status).toBe(429);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:0db8:0:1::1', '2001:db8:0:1'],
  ['2001:DB8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1'],
  ['2001:db8::5', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  [null, ''],
  [undefined, ''],
])('the address %s is the client %s', (address, client) => {
  expect(addressKey(address)).toBe(client);
});

const forwarded = (header?: string): Request => post(CLICK, header === undefined ? {} : { 'x-forwarded-for': header });

test.each([
  ['203.0.113.9', 1, '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9', 1, '203.0.113.9'],
  ['x, 198.51.100.1 ,203.0.113.9', 2, '198.51.100.1'],
  ['x, 2001:db8:0:1::1', 1, '2001:db8:0:1'],
  ['203.0.113.9:50001', 1, '203.0.113.9'],
  ['[2001:db8:0:1::1]:50001', 1, '2001:db8:0:1'],
  ['203.0.113.9', 2, ''],
  ['203.0.113.9', 0, ''],
  ['', 1, ''],
  [undefined, 1, ''],
])('X-Forwarded-For %j behind %i proxies is the client %j', (header, hops, client) => {
  expect(forwardedKey(forwarded(header), hops)).toBe(client);
});

test('what a caller writes at the left of X-Forwarded-For makes no other client of it', async () => {
  const { relay } = relayed({ limit: { key: (request) => forwardedKey(request), burst: 2 }, now: () => 0 });
  const statuses = [];
  for (const left of ['', '10.0.0.1, ', '10.0.0.2, ', 'a, b, ']) {
    statuses.push((await relay(forwarded(`${left}203.0.113.9`))).status);
  }
  expect(statuses).toEqual([202, 202, 429, 429]);
});
