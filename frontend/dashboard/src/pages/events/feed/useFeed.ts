import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { mayPass } from '../../../api/errors';
import { useSession } from '../../../api/session';
import type { FeedSearch } from '../filter/filters';
import { headBehind, readHead, withHead, type Head } from './head';
import { feedKey, feedQuery, isAlteredCursor } from './pages';
import { windowOf } from './window';

/** A new event is to be seen 2 s after it was accepted. */
const EVERY_MS = 1200;
/** Rows that come back from the cache are older than a person expects, but for a moment. */
const FRESH_MS = 5000;
const MOST_BEGINNINGS = 3;

/** The feed page after page, with its newest part renewed while it is live, and once where it comes out of the cache. */
export function useFeed(asked: FeedSearch, { live }: { live: boolean }) {
  const queries = useQueryClient();
  const { timezone } = useSession();
  const pages = useInfiniteQuery(feedQuery(asked));
  const [cameBack] = useState(() => pages.dataUpdatedAt > 0 && Date.now() - pages.dataUpdatedAt > FRESH_MS);
  const first = pages.data?.pages[0];
  const headKey = [...feedKey(asked), 'head', first?.asOfMs]; // each beginning has a head of its own
  const head = useQuery({
    queryKey: headKey,
    queryFn: ({ signal }): Promise<Head> => {
      if (!first) throw new Error('there is nothing yet to be newer than');
      const before = queries.getQueryData<Head>(headKey) ?? headBehind(first);
      const known = before.events.length > 0 ? before.events : first.events;
      const nowMs = Date.now() + first.clockAheadMs;
      return readHead({ asked, window: windowOf(asked, timezone), known, before, nowMs, signal });
    },
    enabled: first !== undefined && (live || cameBack),
    staleTime: live ? 0 : FRESH_MS,
    refetchInterval: ({ state }) => (live && !state.data?.gap ? EVERY_MS : false),
    refetchOnWindowFocus: live ? 'always' : false,
    structuralSharing: false, // as of the pages: thousands of rows are not compared every second
    retry: (_failures, error) => mayPass(error),
  });
  const events = useMemo(() => withHead(pages.data?.pages ?? [], head.data), [pages.data, head.data]);
  const [beginnings, setBeginnings] = useState(0);

  const beginAnew = () => queries.resetQueries({ queryKey: feedQuery(asked).queryKey });
  const more = async () => {
    if (!pages.hasNextPage || pages.isFetching || pages.isError) return;
    const { error } = await pages.fetchNextPage();
    if (!isAlteredCursor(error) || beginnings >= MOST_BEGINNINGS) return;
    setBeginnings(beginnings + 1);
    await beginAnew();
  };
  return { pages, head, events, more, beginAnew, begunAnew: beginnings > 0 };
}
