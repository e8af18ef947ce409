import type { FeedEvent } from '../feed/pages';

/**
 * One name for each row, the same after a reload: the event's id, or, for a viewer, who gets no ids, its time. Where
 * several have the same, as two traces may have one id, they are numbered.
 */
export function rowNames(events: readonly Pick<FeedEvent, 'id' | 'ts'>[]): string[] {
  const times = new Map<string, number>();
  return events.map(({ id, ts }) => {
    const name = id ?? ts;
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    return count === 1 ? name : `${name}~${count}`;
  });
}
