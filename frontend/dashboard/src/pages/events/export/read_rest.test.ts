import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../api/errors';
import type { readPage } from '../feed/pages';
import { someEvent, someFeed } from '../feed/some_feed';
import { readRest } from './read_rest';

const EVENTS = Array.from({ length: 7 }, (_, place) =>
  someEvent({ id: `event-${place}`, ts: `2026-11-22T12:00:0${7 - place}.000Z` }),
);
const ALTERED = new ApiError(400, 'cursor is altered', [{ index: null, field: 'cursor', reason: 'is altered' }]);

async function collected(read: typeof readPage, shown: number, signal = new AbortController().signal) {
  const begun = { shown: EVENTS.slice(0, shown), cursor: String(shown) };
  let ids: (string | null)[] = [];
  for await (const { events, anew } of readRest({}, begun, signal, read)) {
    ids = [...(anew ? [] : ids), ...events.map(({ id }) => id)];
  }
  return ids;
}

const ALL = EVENTS.map(({ id }) => id);

describe('what an export reads', () => {
  it('is what is shown, and all behind it', async () => {
    const { read, asked } = someFeed(() => EVENTS, { pageSize: 2 });
    expect(await collected(read, 3)).toEqual(ALL);
    expect(asked).toHaveLength(2);
  });

  it('goes on where a failure passed by itself', async () => {
    const { read } = someFeed(() => EVENTS, { pageSize: 2 });
    let failures = 2;
    const shaky: typeof readPage = (...question) =>
      failures-- > 0 ? Promise.reject(new ApiError(503, 'busy', [], 0)) : read(...question);
    expect(await collected(shaky, 3)).toEqual(ALL);
  });

  it('begins anew where its position holds no longer', async () => {
    const { read } = someFeed(() => EVENTS, { pageSize: 2 });
    let refusals = 1;
    const forgetful: typeof readPage = (search, position) =>
      position.cursor === '5' && refusals-- > 0 ? Promise.reject(ALTERED) : read(search, position);
    expect(await collected(forgetful, 3)).toEqual(ALL);
  });

  it('fails, and does not go round in circles, where no position ever holds', async () => {
    const { read } = someFeed(() => EVENTS, { pageSize: 2 });
    const never: typeof readPage = (search, position) =>
      position.cursor === null ? read(search, position) : Promise.reject(ALTERED);
    await expect(collected(never, 3)).rejects.toBe(ALTERED);
  });

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController();
    const busy: typeof readPage = () => {
      controller.abort();
      return Promise.reject(new ApiError(503, 'busy', [], 30));
    };
    await expect(collected(busy, 3, controller.signal)).rejects.toThrow(/abort/i);
  });
});
