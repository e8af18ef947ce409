import { useSyncExternalStore } from 'react';
import { useSession } from '../api/session';
import { dayOf } from './reporting_day';

function everyMinute(changed: () => void): () => void {
  const timer = setInterval(changed, 60_000);
  return () => clearInterval(timer);
}

/** The current reporting day; a page that stays open over midnight moves on with it. */
export function useToday(): string {
  const { timezone } = useSession();
  return useSyncExternalStore(everyMinute, () => dayOf(new Date(), timezone));
}
