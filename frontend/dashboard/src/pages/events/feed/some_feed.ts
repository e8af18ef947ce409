import type { FeedSearch } from '../filter/filters';
import type { FeedEvent, FeedPage, readPage } from './pages';

/** For tests: a feed of one's own, that answers as the API does. */

const NOTHING: Omit<FeedEvent, 'id' | 'ts'> = {
  event_type: 'm_otp_send',
  trace_id: null,
  anonymous_id: null,
  user_id: null,
  tenant_id: null,
  job_id: null,
  campaign_id: null,
  email: null,
  success: null,
  error_code: null,
  error_message: null,
  source: null,
  occurred_at: null,
  payload: null,
  links: null,
};

export function someEvent(more: Partial<FeedEvent> & { ts: string }): FeedEvent {
  return { ...NOTHING, id: null, ...more };
}

type Answering = { pageSize?: number; asOfMs?: () => number };

/** Answers out of `events`, `pageSize` a page, as of `asOfMs`; remembers what it was asked. */
export function someFeed(events: () => readonly FeedEvent[], { pageSize = 200, asOfMs = () => 0 }: Answering = {}) {
  const asked: FeedSearch[] = [];
  const read: typeof readPage = (search, { cursor }): Promise<FeedPage> => {
    asked.push(search);
    const { from, to } = search;
    const inRange = events()
      .filter(({ ts }) => (!from || ts >= from) && (!to || ts < to))
      .toSorted((one, other) => (one.ts < other.ts ? 1 : one.ts > other.ts ? -1 : 0));
    const start = Number(cursor ?? 0);
    const end = start + pageSize;
    const next_cursor = end < inRange.length ? String(end) : null;
    return Promise.resolve({
      events: inRange.slice(start, end),
      next_cursor,
      asOfMs: asOfMs(),
      clockAheadMs: 0,
    });
  };
  return { read, asked };
}
