import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import { useListKeys } from '../../../components/useListKeys';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import { rowNames } from '../table/row_names';
import { useRows } from '../table/useRows';
import { useScrollKeys } from '../table/useScrollKeys';
import { useEventsSearch } from '../useEventsSearch';
import type { useFeed } from './useFeed';
import { useReading } from './useReading';
import { useStill } from './useStill';

/** Older events are asked for before the end is in sight. */
const NEAR_END = 30;
/** How far a row that a URL names is looked for. */
const MOST_LOOKED_THROUGH = 1000;

/** Which events stand where, which one is selected and which is open, and the keys that move all that. */
export function useEventRows(feed: ReturnType<typeof useFeed>) {
  const { t } = useTranslation('events');
  const seesPeople = useSeesPeople();
  const navigate = useNavigate();
  const { search, change } = useEventsSearch();
  const openName = search.event;
  const { reading, scrolledTo, walkedTo } = useReading(openName !== undefined);
  const { shown, waiting } = useStill(feed.events, reading);
  const names = useMemo(() => rowNames(shown), [shown]);
  const { rows, scroller, setScroller } = useRows(names);
  useScrollKeys(scroller);

  const showTrace = (index: number) => {
    const event = shown[index];
    if (!event?.trace_id) return;
    const opened = event.id ? { event: event.id } : {};
    void navigate({ to: '/trace', search: { trace_id: event.trace_id, ...opened } });
  };
  const scrollTo = useCallback(
    (index: number) => {
      walkedTo(index);
      rows.scrollToIndex(index);
    },
    [rows, walkedTo],
  );
  const open = (index: number) => toggle(index);
  const { selected, select } = useListKeys({
    count: shown.length,
    open,
    scrollTo,
    more: seesPeople ? [{ keys: 't', label: t('keys.trace'), run: showTrace }] : [],
  });
  const toggle = useCallback(
    (index: number) => {
      const name = names[index];
      select(index);
      walkedTo(index);
      change({ event: name === openName ? undefined : name }, { replace: true });
    },
    [names, openName, change, select, walkedTo],
  );
  const close = () => change({ event: undefined }, { replace: true });
  useShortcuts(openName === undefined ? [] : [{ keys: 'Escape', label: t('keys.close'), group: 'page', run: close }]);

  const toNewest = () => {
    if (openName !== undefined) close();
    select(0);
    walkedTo(0);
    scroller?.scrollTo({ top: 0 });
  };

  const more = useEffectEvent(() => void feed.more());
  const lastInSight = rows.getVirtualItems().at(-1)?.index ?? -1;
  const nearEnd = lastInSight >= shown.length - NEAR_END;
  useEffect(() => {
    if (nearEnd) more();
  }, [nearEnd, feed.pages.data]);

  const looking = useRef(openName !== undefined);
  const openIndex = openName === undefined ? -1 : names.indexOf(openName);
  const reveal = useEffectEvent(() => {
    looking.current = false;
    select(openIndex);
    if (openIndex > 0) rows.scrollToIndex(openIndex, { align: 'center' });
  });
  useEffect(() => {
    if (!looking.current || !scroller) return;
    if (openIndex >= 0) reveal();
    else if (names.length < MOST_LOOKED_THROUGH) more();
  }, [scroller, openIndex, names]);

  return { shown, names, waiting, reading, selected, toggle, openName, toNewest, rows, setScroller, scrolledTo };
}
