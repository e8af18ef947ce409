import { describe, expect, it } from 'vitest';
import { headBehind, readHead, withHead, type Head } from './head';
import type { FeedEvent, FeedPage } from './pages';
import { someEvent, someFeed } from './some_feed';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const OPEN = { startMs: -Infinity, endMs: Infinity };
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const never = new AbortController().signal;

function pageOf(events: readonly FeedEvent[], asOfMs = NOW): FeedPage {
  return { events: [...events], next_cursor: null, asOfMs, clockAheadMs: 0 };
}

/** What is shown while a feed grows: reads its head at each of these seconds, and joins it with the first page. */
async function follow(store: FeedEvent[], arrivals: [number, FeedEvent[]][], pageSize?: number) {
  const first = pageOf(store.toSorted((one, other) => other.ts.localeCompare(one.ts)));
  let head: Head = headBehind(first);
  for (const [second, events] of arrivals) {
    store.push(...events);
    const nowMs = NOW + second * 1000;
    const { read } = someFeed(() => store, { ...(pageSize ? { pageSize } : {}), asOfMs: () => nowMs });
    const known = head.events.length > 0 ? head.events : first.events;
    head = await readHead({ asked: {}, window: OPEN, known, before: head, nowMs, signal: never, read });
  }
  return { head, shown: withHead([first], head) };
}

describe('the head of a feed', () => {
  it('puts what has come before what was there, each once', async () => {
    const old = someEvent({ id: 'old', ts: at(-100) });
    const { shown } = await follow(
      [old],
      [
        [2, [someEvent({ id: 'a', ts: at(1) })]],
        [4, [someEvent({ id: 'b', ts: at(3) })]],
      ],
    );
    expect(shown.map(({ id }) => id)).toEqual(['b', 'a', 'old']);
  });

  it('repeats nothing of what a viewer sees, who gets no ids: equal events stay as many as they are', async () => {
    const twins = [someEvent({ ts: at(-1) }), someEvent({ ts: at(-1) })];
    const { shown } = await follow(
      [...twins],
      [
        [1, []],
        [2, [someEvent({ ts: at(1) }), someEvent({ ts: at(1) })]],
        [3, []],
      ],
    );
    expect(shown).toHaveLength(4);
  });

  it('finds an event that reached the index some seconds after newer ones', async () => {
    const late = someEvent({ id: 'late', ts: at(-5) });
    const { shown } = await follow(
      [someEvent({ id: 'newest', ts: at(-1) })],
      [
        [2, []],
        [4, [late]],
      ],
    );
    expect(shown.map(({ id }) => id)).toEqual(['newest', 'late']);
  });

  it('leaves no gap when more has come than a page holds', async () => {
    const many = Array.from({ length: 25 }, (_, place) => someEvent({ id: `new-${place}`, ts: at(place) }));
    const { shown, head } = await follow([someEvent({ id: 'old', ts: at(-60) })], [[30, many]], 10);
    expect(head.gap).toBe(false);
    expect(shown).toHaveLength(26);
  });

  it('says that there is a gap when so much has come that what is known was not met', async () => {
    const many = Array.from({ length: 80 }, (_, place) => someEvent({ id: `new-${place}`, ts: at(place) }));
    const old = someEvent({ id: 'old', ts: at(-60) });
    const { shown, head } = await follow([old], [[90, many]], 10);
    expect(head.gap).toBe(true);
    expect(shown).toEqual([old]);
  });

  it('needs not read all of the last seconds where they are full, if only what is known is met', async () => {
    const before = Array.from({ length: 80 }, (_, place) => someEvent({ id: `old-${place}`, ts: at(-place / 8) }));
    const { shown, head } = await follow(before, [[1, [someEvent({ id: 'new', ts: at(1) })]]], 10);
    expect(head.gap).toBe(false);
    expect(shown.map(({ id }) => id).slice(0, 3)).toEqual(['new', 'old-0', 'old-1']);
    expect(shown).toHaveLength(81);
  });

  it('asks for no more than the last seconds of the range', async () => {
    const { read, asked } = someFeed(() => []);
    const window = { startMs: NOW - 5000, endMs: NOW + 60_000 };
    const before = headBehind({ asOfMs: NOW });
    const wanted = { asked: { type: ['m_otp_send'] }, window, known: [], before, nowMs: NOW, signal: never, read };
    await readHead(wanted);
    expect(asked).toEqual([{ type: ['m_otp_send'], from: at(-5), to: at(60) }]);
  });
});

describe('pages with their head', () => {
  it('are the pages alone where nothing was read since', () => {
    const events = [someEvent({ ts: at(0) })];
    expect(withHead([pageOf(events)], headBehind({ asOfMs: NOW }))).toEqual(events);
    expect(withHead([pageOf(events)], undefined)).toEqual(events);
  });
});
