/** Whatever fails, in whatever order: each event is stored once, and the client's books say what the service's do. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TracefunnelClient } from '../../src/client.js';
import { type Answer, FakeService } from './fakeService.js';
import { useFakeTime, useRealTime } from './fakeTime.js';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
const FAULTS: Answer[] = ['lost', 'away', 'hangs', { status: 500 }, { status: 503, retryAfter: '2' }, { status: 401 }];

/** mulberry32: the same numbers for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

beforeEach(useFakeTime);
afterEach(useRealTime);

test.each(SEEDS)('seed %i', async (seed) => {
  const random = dice(seed);
  const service = new FakeService();
  service.answers = Array.from({ length: 30 }, () =>
    random() < 0.6 ? (FAULTS[Math.floor(random() * FAULTS.length)] ?? 'ok') : 'ok',
  );
  let unavailable = 20;
  service.verdict = () => (unavailable > 0 && random() < 0.2 ? ((unavailable -= 1), 'unavailable') : 'take');
  const client = new TracefunnelClient({
    url: service.url,
    secret: service.secret,
    fetch: service.fetch,
    random,
    batchEvents: 7,
    onProblem: () => undefined,
  });
  const context = { waitUntil: (): void => undefined };
  for (let number = 0; number < 100; number += 1) {
    const event = { event_type: 'm_page_view', anonymous_id: `visitor-${String(number)}` } as const;
    if (random() < 0.3) client.track(event, context);
    else client.track(event);
    if (random() < 0.1) void client.flush(500);
    await vi.advanceTimersByTimeAsync(Math.floor(random() * 3_000));
  }
  await vi.advanceTimersByTimeAsync(600_000);
  expect(service.stored.size).toBe(100);
  const { accepted, duplicate, ...others } = client.stats;
  expect([accepted + duplicate, others]).toEqual([100, { waiting: 0, rejected: 0, dropped: 0 }]);
});
