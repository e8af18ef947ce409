import { useMemo, useState } from 'react';

/** While somebody reads, nothing moves: what has come since then waits. */
export function useStill<T extends { ts: string }>(events: readonly T[], reading: boolean) {
  const [upTo, setUpTo] = useState<string | null>(null);
  const newest = events[0]?.ts ?? null;
  if (reading && upTo === null && newest !== null) setUpTo(newest);
  if (!reading && upTo !== null) setUpTo(null);
  return useMemo(() => {
    const first = reading && upTo !== null ? events.findIndex(({ ts }) => ts <= upTo) : 0;
    return { shown: first <= 0 ? events : events.slice(first), waiting: Math.max(first, 0) };
  }, [events, reading, upTo]);
}
