import type { Schemas } from '../../api/client';
import type { Quarantined } from './queries';
import { readRefusal } from './refusal_words';

export type Reason = Schemas['ReasonAnswer'];
/** A reason, and what of the loaded items has it: how many contents, refused how often. */
export type ReasonCount = { key: string; reason: Reason; contents: number; times: number };

export function reasonKey({ field, reason }: Reason): string {
  return `${field}: ${reason}`;
}

/** The most frequent first. An item counts once for each of its reasons. */
export function countReasons(items: readonly Pick<Quarantined, 'reasons' | 'times'>[]): ReasonCount[] {
  const counts = new Map<string, ReasonCount>();
  for (const item of items) {
    const named = item.reasons.filter((one) => readRefusal(one.reason)?.word !== 'more');
    for (const [key, reason] of new Map(named.map((one) => [reasonKey(one), one]))) {
      const before = counts.get(key) ?? { key, reason, contents: 0, times: 0 };
      counts.set(key, { ...before, contents: before.contents + 1, times: before.times + item.times });
    }
  }
  return [...counts.values()].sort((one, other) => other.times - one.times || one.key.localeCompare(other.key));
}

export function withReason<T extends Pick<Quarantined, 'reasons'>>(items: readonly T[], key: string | undefined): T[] {
  return items.filter((item) => key === undefined || item.reasons.some((reason) => reasonKey(reason) === key));
}
