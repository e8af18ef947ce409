import { mayPass, pauseBeforeAttempt } from '../../../api/errors';
import type { FeedSearch } from '../filter/filters';
import { isAlteredCursor, MOST_A_PAGE, readPage, type FeedEvent } from '../feed/pages';

/** Events by page; `anew`: they begin from the newest one again, and what was read before does not count. */
export type Batch = { events: readonly FeedEvent[]; anew: boolean };

/** What is shown, then all behind it to the end of the feed. Tries again for as long as a failure may pass by itself. */
export async function* readRest(
  asked: FeedSearch,
  begun: { shown: readonly FeedEvent[]; cursor: string | null },
  signal: AbortSignal,
  read = readPage,
): AsyncGenerator<Batch> {
  yield { events: begun.shown, anew: false };
  if (begun.cursor === null) return;
  let cursor: string | null = begun.cursor;
  let failures = 0;
  let beginnings = 0;
  for (;;) {
    try {
      const page = await read(asked, { cursor, limit: MOST_A_PAGE, signal });
      yield { events: page.events, anew: cursor === null };
      cursor = page.next_cursor;
      failures = 0;
      if (cursor === null) return;
    } catch (error) {
      signal.throwIfAborted();
      if (isAlteredCursor(error) && beginnings++ === 0) cursor = null;
      else if (mayPass(error)) await pause(pauseBeforeAttempt(failures++, error), signal);
      else throw error;
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const aborted = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}
