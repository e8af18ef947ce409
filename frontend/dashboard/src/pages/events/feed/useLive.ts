import { useCallback, useState } from 'react';
import type { FeedSearch } from '../filter/filters';
import { useEventsSearch } from '../useEventsSearch';
import { useIdleStop } from './useIdleStop';
import { useIsOpen } from './useIsOpen';

const IDLE_MS = 10 * 60_000;

/** Whether new events appear by themselves. `stopped`: by itself, as nobody has been there for a while. */
export function useLive(asked: FeedSearch) {
  const { search, change } = useEventsSearch();
  const isOpen = useIsOpen(asked);
  const [stopped, setStopped] = useState(false);
  const on = search.live === '1' && isOpen;
  const stop = useCallback(() => {
    setStopped(true);
    change({ live: undefined }, { replace: true });
  }, [change]);
  useIdleStop({ active: on, afterMs: IDLE_MS, stop });
  const toggle = () => {
    setStopped(false);
    if (on) change({ live: undefined }, { replace: true });
    else if (isOpen) change({ live: '1' }, { replace: true });
    else change({ live: '1', from: undefined, to: undefined }); // days that are over have no new events
  };
  return { on, stopped, toggle };
}
