import type { TrackingMetadata } from '../queries';
import { ratioOf } from '../summary/trend';

export type ReasonChange = { reason: string; actual: number; replayed: number };

/** Every reason of either, most frequent now first. */
export function compareReasons(actual: TrackingMetadata, replayed: TrackingMetadata): ReasonChange[] {
  const after = new Map(replayed.untracked_reason_top.map(({ reason, count }) => [reason, count]));
  const before = actual.untracked_reason_top.map(({ reason, count }) => ({
    reason: reason,
    actual: count,
    replayed: after.get(reason) ?? 0,
  }));
  const known = new Set(before.map(({ reason }) => reason));
  const others = replayed.untracked_reason_top.filter(({ reason }) => !known.has(reason));
  return [...before, ...others.map(({ reason, count }) => ({ reason: reason, actual: 0, replayed: count }))];
}

/** By how much the success rate differs, as a ratio; null where there is none of either. */
export function rateChange(actual: TrackingMetadata, replayed: TrackingMetadata): number | null {
  const [before, after] = [ratioOf(actual.tracking_success_rate), ratioOf(replayed.tracking_success_rate)];
  return before === null || after === null ? null : Math.round((after - before) * 1000) / 1000;
}

/** How many registrations of the days have no snapshot to be decided from again; null where that is not known. */
export function leftOut(registrations: number | undefined, actual: TrackingMetadata): number | null {
  if (registrations === undefined) return null;
  return Math.max(0, registrations - actual.tracked_count - actual.untracked_count);
}
