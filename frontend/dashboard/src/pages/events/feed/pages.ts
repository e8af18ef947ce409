import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../../api/client';
import { ApiError } from '../../../api/errors';
import type { FeedParameters, FeedSearch } from '../filter/filters';

export type FeedEvent = Schemas['EventAnswer'];

/** `asOfMs`: the service's own time when it answered; `clockAheadMs`: how far its clock is ahead of this machine's. */
export type FeedPage = Schemas['FeedAnswer'] & { asOfMs: number; clockAheadMs: number };

export const FIRST_PAGE = 100;
export const MOST_A_PAGE = 200;

type Position = { cursor: string | null; limit: number; signal: AbortSignal };

export async function readPage(asked: FeedSearch, { cursor, limit, signal }: Position): Promise<FeedPage> {
  const query = { ...asked, limit, ...(cursor === null ? {} : { cursor }) } as FeedParameters;
  const answering = api.GET('/internal/funnel-events', { params: { query }, signal });
  const answer = await call(answering);
  const now = Date.now();
  const said = Date.parse((await answering).response.headers.get('Date') ?? '');
  const asOfMs = Number.isNaN(said) ? now : said;
  return { ...answer, asOfMs, clockAheadMs: asOfMs - now };
}

export const feedKey = (asked: FeedSearch) => ['feed', asked] as const;

/** All that was loaded of the feed, newest first. Only asked for again by whoever says so: it may be long. */
export function feedQuery(asked: FeedSearch) {
  return infiniteQueryOptions({
    queryKey: [...feedKey(asked), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      readPage(asked, { cursor: pageParam, limit: pageParam === null ? FIRST_PAGE : MOST_A_PAGE, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    structuralSharing: false, // comparing thousands of rows with each other finds nothing
  });
}

/** The position in the list holds no longer, after a key was rotated for instance: only a new beginning helps. */
export function isAlteredCursor(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400 && error.details.some(({ field }) => field === 'cursor');
}
