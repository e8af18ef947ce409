/** Hosts that may end as soon as their response is sent: Workers, Next's proxy, gateways built on either. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Background, TracefunnelClient } from '../../src/client.js';
import { FakeService } from './fakeService.js';
import { useFakeTime, useRealTime } from './fakeTime.js';

let service: FakeService;
let client: TracefunnelClient;

class Context implements Background {
  readonly promises: Promise<unknown>[] = [];
  waitUntil(promise: Promise<unknown>): void {
    this.promises.push(promise);
  }
  async ended(): Promise<boolean> {
    let ended = false;
    void Promise.all(this.promises).then(() => (ended = true));
    await vi.advanceTimersByTimeAsync(0);
    return ended;
  }
}

function track(context: Background, count = 1): void {
  for (let number = 0; number < count; number += 1) {
    client.track({ event_type: 'm_page_view', anonymous_id: `visitor-${String(number)}` }, context);
  }
}

beforeEach(() => {
  useFakeTime();
  service = new FakeService();
  client = new TracefunnelClient({
    url: service.url,
    secret: service.secret,
    fetch: service.fetch,
    random: () => 0.5,
    batchEvents: 10,
    onProblem: () => undefined,
  });
});

afterEach(useRealTime);

test('the events of one request go out together, within its waitUntil', async () => {
  const context = new Context();
  track(context, 3);
  expect(context.promises).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await context.ended()).toBe(true);
  expect(service.requests.map((one) => one.eventIds.length)).toEqual([3]);
});

test('requests at the same time share batches', async () => {
  const contexts = [new Context(), new Context(), new Context()];
  for (const context of contexts) track(context, 2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(service.requests.map((one) => one.eventIds.length)).toEqual([6]);
  expect(await Promise.all(contexts.map((one) => one.ended()))).toEqual([true, true, true]);
});

test('a thousand events of one request are sent by few requests at once', async () => {
  service.answers = Array<'away'>(1_000).fill('away');
  const context = new Context();
  track(context, 1_000);
  await vi.advanceTimersByTimeAsync(0);
  expect(service.requests.length).toBeLessThanOrEqual(4);
  service.answers = [];
  await vi.advanceTimersByTimeAsync(20_000);
  expect(client.stats).toMatchObject({ waiting: 0, accepted: 1_000 });
});

test('what a busy service asks for is not forgotten for the failure of another request', async () => {
  service.answers = [{ status: 429, retryAfter: '10' }, { status: 502 }];
  const contexts = [new Context(), new Context()];
  for (const context of contexts) track(context, 10);
  await vi.advanceTimersByTimeAsync(9_900);
  expect(service.requests).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(client.stats.accepted).toBe(20);
});

test('a full batch does not wait', async () => {
  const context = new Context();
  track(context, 10);
  await vi.advanceTimersByTimeAsync(0);
  expect(service.requests.map((one) => one.eventIds.length)).toEqual([10]);
});

test('while the service is away a request holds on for its time, and the next takes up what is left', async () => {
  service.answers = Array<'away'>(1_000).fill('away');
  const first = new Context();
  track(first);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(await first.ended()).toBe(true);
  expect(client.stats.waiting).toBe(1);
  service.answers = [];
  await vi.advanceTimersByTimeAsync(60_000);
  const second = new Context();
  track(second);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(client.stats).toMatchObject({ waiting: 0, accepted: 2 });
});

test('what a request had taken when its host ended it, another sends', async () => {
  service.answers = ['hangs'];
  const ended = new Context();
  track(ended);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(service.requests).toHaveLength(1); // and then nothing of this request ever runs again
  vi.clearAllTimers();
  vi.setSystemTime(Date.now() + 60_000);
  const next = new Context();
  track(next);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(client.stats).toMatchObject({ waiting: 0, accepted: 2 });
});

test('a host whose response is gone already takes nothing, and is not troubled', async () => {
  const gone: Background = {
    waitUntil: () => {
      throw new TypeError('Illegal invocation');
    },
  };
  expect(() => track(gone)).not.toThrow();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(client.stats.accepted).toBe(1);
});

test('a flush that its host ended holds up no later one', async () => {
  service.answers = ['hangs'];
  client.track({ event_type: 'm_page_view', anonymous_id: 'first' });
  void client.flush(); // within a context that is ended now
  await vi.advanceTimersByTimeAsync(0);
  vi.clearAllTimers();
  vi.setSystemTime(Date.now() + 60_000);
  client.track({ event_type: 'm_page_view', anonymous_id: 'second' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(client.stats).toMatchObject({ waiting: 0, accepted: 2 });
});

test('a background that all requests share is not taken for busy because one was ended', async () => {
  const shared = new Context();
  track(shared);
  vi.clearAllTimers(); // the request that began it was ended before its batch went out
  vi.setSystemTime(Date.now() + 60_000);
  track(shared);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(client.stats).toMatchObject({ waiting: 0, accepted: 2 });
});
