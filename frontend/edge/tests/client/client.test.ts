import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ClientOptions, TracefunnelClient } from '../../src/client.js';
import type { TracefunnelEvent } from '../../src/events.js';
import type { Problem } from '../../src/problems.js';
import { FakeService } from './fakeService.js';
import { useFakeTime, useRealTime } from './fakeTime.js';

let service: FakeService;
let problems: Problem[];

function client(options: Partial<ClientOptions> = {}): TracefunnelClient {
  return new TracefunnelClient({
    url: service.url,
    secret: service.secret,
    fetch: service.fetch,
    random: () => 0.5,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
}

function view(number = 0): TracefunnelEvent {
  return { event_type: 'm_page_view', anonymous_id: `visitor-${String(number)}` };
}

function trackMany(to: TracefunnelClient, count: number): void {
  for (let number = 0; number < count; number += 1) to.track(view(number));
}

beforeEach(() => {
  useFakeTime();
  service = new FakeService();
  problems = [];
});

afterEach(useRealTime);

describe('an event', () => {
  test('is named, dated and given the source of its sender, in a signed request', async () => {
    client({ source: 'zuplo' }).track({
      event_type: 'm_checkout_click',
      trace_id: ' trace_a ',
      payload: { plan_tier: 'pro' },
    });
    await vi.advanceTimersByTimeAsync(1_000);
    const [request] = service.requests;
    expect(request?.url).toBe('https://go.example.com/internal/funnel-events/ingest');
    expect(request?.headers.get('webhook-signature')).toMatch(/^v1,[\w+/]{43}=$/);
    expect([...service.stored.values()]).toEqual([
      {
        event_type: 'm_checkout_click',
        event_id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        trace_id: 'trace_a',
        payload: { plan_tier: 'pro' },
        source: 'zuplo',
        occurred_at: '2026-11-22T09:00:00.000Z',
      },
    ]);
  });

  test('keeps its own id, time and source', async () => {
    const own = { event_id: 'mine', occurred_at: '2026-11-22T08:00:00.000Z', source: 'cp' } as const;
    client({ source: 'zuplo' }).track({ ...view(), ...own });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(service.stored.get('mine')).toMatchObject(own);
  });

  test('goes without a trace id that is none', async () => {
    client().track({ ...view(), trace_id: 'kim@example.com' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(service.requests[0]?.body).not.toMatch(/trace_id|example/);
  });

  test('is sent as it was when it was tracked', async () => {
    const event = { event_type: 'm_page_view', anonymous_id: 'before' } satisfies TracefunnelEvent;
    client().track(event);
    event.anonymous_id = 'after';
    await vi.advanceTimersByTimeAsync(1_000);
    expect([...service.stored.values()]).toMatchObject([{ anonymous_id: 'before' }]);
  });

  test('that cannot be written as JSON is dropped, and the host hears nothing but the report', async () => {
    const sender = client();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (const bad of [{ ...view(), payload: circle }, { ...view(), payload: { big: 1n } }, null, undefined]) {
      sender.track(bad as unknown as TracefunnelEvent);
    }
    sender.track(view());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(problems).toEqual(Array(4).fill({ kind: 'dropped', reason: 'unserializable', count: 1 }));
    expect(sender.stats).toMatchObject({ accepted: 1, dropped: 4, waiting: 0 });
  });
});

describe('a batch goes out', () => {
  test('when its first event has waited long enough', async () => {
    const sender = client();
    trackMany(sender, 3);
    await vi.advanceTimersByTimeAsync(999);
    expect(service.requests).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(service.requests.map((one) => one.eventIds.length)).toEqual([3]);
  });

  test('at once when it has its number of events', async () => {
    trackMany(client({ batchEvents: 5 }), 5);
    await vi.advanceTimersByTimeAsync(0);
    expect(service.requests.map((one) => one.eventIds.length)).toEqual([5]);
  });

  test('at once when it has its number of bytes, and with no more than these', async () => {
    const sender = client({ batchBytes: 1_000 });
    trackMany(sender, 20);
    await vi.advanceTimersByTimeAsync(0);
    expect(service.requests.length).toBeGreaterThan(1);
    for (const request of service.requests)
      expect(request.body.length).toBeLessThanOrEqual(1_000 + '{"events":[]}'.length);
    expect(sender.stats.accepted).toBe(20);
  });

  test('with no more events than the service takes, whatever the options say', async () => {
    const sender = client({ batchEvents: 10_000 });
    trackMany(sender, 1_200);
    await sender.flush();
    expect(service.requests.map((one) => one.eventIds.length)).toEqual([500, 500, 200]);
  });
});

describe('a failure', () => {
  test.each([
    'away',
    'lost',
    { status: 500 },
    { status: 502 },
    { status: 429 },
    { status: 401 },
    { status: 400 },
    { status: 413 },
    { status: 415, body: '<html>of somebody between</html>' },
    { status: 302 },
    { status: 200 },
  ] as const)('%j is tried again, and the event is stored once', async (answer) => {
    service.answers = [answer, answer];
    const sender = client();
    sender.track(view());
    await vi.advanceTimersByTimeAsync(1_000 + 250 + 500);
    expect(service.requests).toHaveLength(3);
    expect(new Set(service.requests.flatMap((one) => one.eventIds)).size).toBe(1);
    expect(service.stored.size).toBe(1);
    expect(sender.stats).toMatchObject({ waiting: 0, dropped: 0 });
  });

  test('is followed by waits that grow, and reported each time with how many wait', async () => {
    service.answers = ['away', { status: 503 }, 'away'];
    trackMany(client(), 2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(problems).toEqual([
      { kind: 'delayed', status: null, waiting: 2, retryInMs: 250 },
      { kind: 'delayed', status: 503, waiting: 2, retryInMs: 500 },
      { kind: 'delayed', status: null, waiting: 2, retryInMs: 1_000 },
    ]);
    expect(service.stored.size).toBe(2);
  });

  test('with Retry-After is not tried again before', async () => {
    service.answers = [{ status: 503, retryAfter: '20' }];
    client().track(view());
    await vi.advanceTimersByTimeAsync(1_000 + 20_000);
    expect(service.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(service.stored.size).toBe(1);
  });

  test.each([3_600_000, 60 * 24 * 3_600_000])(
    'is waited after no longer because the clock was set back by %i ms',
    async (ms) => {
      service.answers = [{ status: 503, retryAfter: '5' }];
      const sender = client();
      sender.track(view());
      await vi.advanceTimersByTimeAsync(1_000);
      vi.setSystemTime(Date.now() - ms);
      sender.track(view());
      await vi.advanceTimersByTimeAsync(12_000);
      expect(sender.stats).toMatchObject({ waiting: 0, accepted: 2 });
      expect(service.requests.length).toBeLessThan(5);
    },
  );

  test('in which fetch never settles is given up like any other', async () => {
    let isStuck = true;
    const sender = client({
      fetch: (url, init) => (isStuck ? new Promise(() => undefined) : service.fetch(url, init)),
    });
    sender.track(view());
    await vi.advanceTimersByTimeAsync(16_000);
    isStuck = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sender.stats.accepted).toBe(1);
  });

  test('with an answer that makes no sense is tried again', async () => {
    const bodies = ['{"results": [null]}', '{"results": []}', '{"results": [{"status": 7}]}', 'null', '[]'];
    service.answers = bodies.map((body) => ({ status: 200, body }));
    const sender = client();
    sender.track(view());
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sender.stats).toMatchObject({ waiting: 0, accepted: 1, dropped: 0 });
  });

  test('of a part of the events has only these sent again', async () => {
    let away = true;
    service.verdict = (event) => (away && event.anonymous_id === 'visitor-1' ? 'unavailable' : 'take');
    const sender = client();
    trackMany(sender, 3);
    await vi.advanceTimersByTimeAsync(1_000);
    away = false;
    await vi.advanceTimersByTimeAsync(1_250);
    expect(service.requests.map((one) => one.eventIds.length)).toEqual([3, 1]);
    expect(sender.stats).toEqual({ waiting: 0, accepted: 3, duplicate: 0, rejected: 0, dropped: 0 });
  });

  test('of one event alone does not hold up the others', async () => {
    service.verdict = (event) => (event.anonymous_id === 'visitor-0' ? 'unavailable' : 'take');
    const sender = client({ batchEvents: 1 });
    trackMany(sender, 5);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sender.stats).toMatchObject({ waiting: 1, accepted: 4 });
  });
});

describe('an event that the service', () => {
  test('rejects is reported with the reasons, and not sent again', async () => {
    service.verdict = (event) => (event.anonymous_id === 'visitor-1' ? 'reject' : 'take');
    const sender = client();
    trackMany(sender, 2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(service.requests).toHaveLength(1);
    expect(problems).toMatchObject([{ kind: 'rejected', eventType: 'm_page_view', reasons: [{ field: 'email' }] }]);
    expect(sender.stats).toMatchObject({ accepted: 1, rejected: 1, waiting: 0 });
  });

  test.each([400, 413, 415])('can make nothing of (%i) is found among the others, which arrive', async (status) => {
    const picking = client({
      fetch: (url, init) => {
        const isPoisoned = (init.body as string).includes('poison');
        return isPoisoned ? Promise.resolve(Response.json({ Code: 'x' }, { status })) : service.fetch(url, init);
      },
    });
    trackMany(picking, 20);
    picking.track({ ...view(), event_id: 'poison' });
    await picking.flush();
    expect(picking.stats).toEqual({ waiting: 0, accepted: 20, duplicate: 0, rejected: 0, dropped: 1 });
    expect(problems).toMatchObject([{ kind: 'dropped', reason: 'refused', count: 1 }]);
  });
});

describe('the queue', () => {
  test('is bounded: newer events are dropped while the service is away, and reported', async () => {
    service.answers = Array<'away'>(3).fill('away');
    const sender = client({ queueEvents: 10 });
    trackMany(sender, 12);
    expect(problems).toEqual(Array(2).fill({ kind: 'dropped', reason: 'queue_full', count: 1 }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sender.stats).toMatchObject({ waiting: 0, accepted: 10, dropped: 2 });
  });

  test('takes no event that is larger than a batch', () => {
    client({ batchBytes: 2_000 }).track({ ...view(), error_message: 'x'.repeat(2_000) });
    expect(problems).toEqual([{ kind: 'dropped', reason: 'too_large', count: 1 }]);
  });
});

describe('flush and close', () => {
  test('flush sends at once, without waiting for the next attempt', async () => {
    service.answers = [{ status: 503, retryAfter: '60' }];
    const sender = client();
    sender.track(view());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await sender.flush()).toBe(0);
    expect(sender.stats.accepted).toBe(1);
  });

  test('flush ends in time although the service hangs, and the events still wait', async () => {
    service.answers = ['hangs'];
    const sender = client();
    sender.track(view());
    const flushed = sender.flush(3_000);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await flushed).toBe(1);
  });

  test('a time without an end is waited for', async () => {
    const sender = client();
    sender.track(view());
    expect((await sender.close(Infinity)).accepted).toBe(1);
    expect(vi.getTimerCount()).toBe(1); // that of the request's own time, which holds nobody up
  });

  test('what a background has begun to send is waited for', async () => {
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    const sender = client({
      fetch: async (url, init) => {
        await slow;
        return service.fetch(url, init);
      },
    });
    sender.track(view(), { waitUntil: () => undefined });
    await vi.advanceTimersByTimeAsync(1_000);
    const closed = sender.close();
    await vi.advanceTimersByTimeAsync(500);
    answer();
    await vi.advanceTimersByTimeAsync(500);
    expect(await closed).toEqual({ waiting: 0, accepted: 1, duplicate: 0, rejected: 0, dropped: 0 });
  });

  test('what is answered after it was dropped is not counted twice', async () => {
    service.answers = ['hangs'];
    const sender = client();
    sender.track(view());
    const closed = sender.close(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await closed).toMatchObject({ dropped: 1, accepted: 0 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sender.stats).toMatchObject({ dropped: 1, accepted: 0, waiting: 0 });
  });

  test('close sends what waits, drops what it could not send, and takes no more', async () => {
    service.answers = Array<'away'>(100).fill('away');
    const sender = client();
    trackMany(sender, 3);
    const closed = sender.close(2_000);
    sender.track(view());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await closed).toEqual({ waiting: 0, accepted: 0, duplicate: 0, rejected: 0, dropped: 4 });
    expect(problems.filter((one) => one.kind === 'dropped')).toEqual([
      { kind: 'dropped', reason: 'closed', count: 1 },
      { kind: 'dropped', reason: 'closed', count: 3 },
    ]);
  });

  test('what comes while a flush ends is sent too', async () => {
    const sender = client();
    sender.track(view(0));
    void sender.flush().then(() => sender.track(view(1)));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sender.stats.accepted).toBe(2);
  });
});

describe('a client', () => {
  test.each([
    [{ url: 'ftp://go.example.com' }, /the url must be/],
    [{ url: 'https://kim:pass@go.example.com' }, /the url must be/],
    [{ url: undefined as unknown as string }, /the url must be/],
    [{ secret: 'not-a-secret' }, /the secret must begin with whsec_/],
    [{ secret: undefined as unknown as string }, /secret|undefined/],
  ])('with wrong settings (%j) says so, and the host runs on', (options, message) => {
    const sender = client(options);
    expect(problems).toEqual([
      { kind: 'dropped', reason: 'misconfigured', count: 0, detail: expect.stringMatching(message) as string },
    ]);
    sender.track(view());
    expect(sender.stats).toMatchObject({ dropped: 1, waiting: 0 });
    expect(JSON.stringify(problems)).not.toMatch(/kim|pass|not-a-secret/);
  });

  test('whose host fails later on to take a report goes on sending', async () => {
    service.answers = ['away'];
    const sender = client({ onProblem: () => Promise.reject(new Error('the host is broken')) as unknown as undefined });
    sender.track(view());
    await vi.advanceTimersByTimeAsync(2_000); // an unhandled rejection would fail the run
    expect(sender.stats.accepted).toBe(1);
  });

  test('with limits that are none has those of the default', async () => {
    const sender = client({ queueEvents: NaN, batchEvents: 0, batchDelayMs: -1, queueBytes: undefined });
    trackMany(sender, 10_001);
    expect(sender.stats).toMatchObject({ waiting: 10_000, dropped: 1 });
    await sender.flush();
    expect(sender.stats.accepted).toBe(10_000);
  });

  test('whose dice are broken does not trouble its host, and sends with what comes', async () => {
    service.answers = ['away'];
    let isBroken = true;
    const sender = client({
      random: () => {
        if (isBroken) throw new Error('no dice');
        return 0;
      },
    });
    sender.track(view());
    await vi.advanceTimersByTimeAsync(60_000);
    isBroken = false;
    sender.track(view());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sender.stats).toMatchObject({ waiting: 0, accepted: 2 });
  });

  test('whose host fails to take a report goes on sending', async () => {
    service.answers = ['away'];
    const sender = client({
      onProblem: () => {
        throw new Error('the host is broken');
      },
    });
    sender.track(view());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sender.stats.accepted).toBe(1);
  });

  test('without a place for reports writes a line a minute and kind', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    service.answers = Array<'away'>(40).fill('away');
    const sender = new TracefunnelClient({
      url: service.url,
      secret: service.secret,
      fetch: service.fetch,
      random: () => 0,
    });
    sender.track(view());
    await vi.advanceTimersByTimeAsync(1_500);
    expect(warn.mock.calls).toEqual([['tracefunnel: the service did not take events (no answer): 1 wait']]);
  });
});
