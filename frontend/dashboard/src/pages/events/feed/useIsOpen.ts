import { useCallback, useSyncExternalStore } from 'react';
import { useSession } from '../../../api/session';
import type { FeedSearch } from '../filter/filters';
import { isOpenAt, windowOf } from './window';

const EVERY_MS = 10_000;

function everyNowAndThen(changed: () => void): () => void {
  const timer = setInterval(changed, EVERY_MS);
  return () => clearInterval(timer);
}

/** Whether new events can still belong to what was asked for. */
export function useIsOpen(asked: FeedSearch): boolean {
  const { timezone } = useSession();
  const isOpen = useCallback(() => isOpenAt(windowOf(asked, timezone), Date.now()), [asked, timezone]);
  return useSyncExternalStore(everyNowAndThen, isOpen);
}
