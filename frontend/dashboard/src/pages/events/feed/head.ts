import type { FeedSearch } from '../filter/filters';
import { MOST_A_PAGE, readPage, type FeedEvent, type FeedPage } from './pages';
import type { Window } from './window';

/**
 * The newest part of the feed as it is now: every event from `from` on, which may have come in after the pages behind it
 * were read. `from` null: nothing yet. `gap`: more has come than is read at once, so that only a new beginning helps.
 */
export type Head = { events: FeedEvent[]; from: string | null; asOfMs: number; gap: boolean };

/** `known`: newest first. `nowMs`: by the service's clock. */
type Reading = {
  asked: FeedSearch;
  window: Window;
  known: readonly FeedEvent[];
  before: Head;
  nowMs: number;
  signal: AbortSignal;
  read?: typeof readPage;
};

/** An event's time is that of its receipt; it can be stored, and reach the index, some seconds later. */
const LATE_MS = 15_000;
const AHEAD_MS = 600_000; // no event is newer than now; but clocks are read with a delay
const MOST_PAGES = 5;
const MOST_EVENTS = 20_000;

export function headBehind(page: Pick<FeedPage, 'asOfMs'>): Head {
  return { events: [], from: null, asOfMs: page.asOfMs, gap: false };
}

/**
 * Reads on until what is known already is met. Identity is of no use for that, as a viewer gets no ids: all since a
 * moment that lies far enough back is read again, and stands for all that was known since.
 */
export async function readHead({
  asked,
  window,
  known,
  before,
  nowMs,
  signal,
  read = readPage,
}: Reading): Promise<Head> {
  const from = new Date(Math.max(before.asOfMs - LATE_MS, window.startMs)).toISOString();
  const to = new Date(Math.min(nowMs + AHEAD_MS, window.endMs)).toISOString();
  const events: FeedEvent[] = [];
  let cursor: string | null = null;
  let asOfMs: number | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page: FeedPage = await read({ ...asked, from, to }, { cursor, limit: MOST_A_PAGE, signal });
    asOfMs ??= page.asOfMs;
    events.push(...page.events);
    cursor = page.next_cursor;
    if (cursor === null) return joined(before, { events, from, asOfMs });
  }
  const oldest = events.at(-1)?.ts;
  const newest = known[0]?.ts;
  if (oldest === undefined || newest === undefined || oldest >= newest) return { ...before, gap: true };
  // of those at the very same time as the oldest some may be missing
  const whole = events.filter(({ ts }) => ts > oldest);
  return joined(before, { events: whole, from: justAfter(oldest), asOfMs: asOfMs ?? before.asOfMs });
}

function joined(before: Head, news: { events: FeedEvent[]; from: string; asOfMs: number }): Head {
  const older = before.events.filter(({ ts }) => ts < news.from);
  const from = before.from !== null && before.from < news.from ? before.from : news.from;
  const events = [...news.events, ...older];
  return { events, from, asOfMs: news.asOfMs, gap: events.length > MOST_EVENTS };
}

/** The feed with its head renewed: what the head covers stands for what was there before. */
export function withHead(pages: readonly FeedPage[], head: Head | undefined): FeedEvent[] {
  const loaded = pages.flatMap((page) => page.events);
  const from = head?.from ?? null;
  if (!head || from === null) return loaded;
  const firstBehind = loaded.findIndex(({ ts }) => ts < from);
  return firstBehind < 0 ? head.events.slice() : [...head.events, ...loaded.slice(firstBehind)];
}

function justAfter(instant: string): string {
  return new Date(Date.parse(instant) + 1).toISOString();
}
