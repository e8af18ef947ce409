import { describe, expect, it } from 'vitest';
import type { TrackingMetadata } from '../queries';
import { compareReasons, leftOut, rateChange } from './compare';

function tracking(tracked: number, rate: string | null, reasons: Record<string, number>): TrackingMetadata {
  const counts = Object.entries(reasons).map(([reason, count]) => ({ reason, count }));
  const untracked_count = counts.reduce((sum, { count }) => sum + count, 0);
  return { tracked_count: tracked, untracked_count, tracking_success_rate: rate, untracked_reason_top: counts };
}

const ACTUAL = tracking(2, '50.0%', { cookie_window_exceeded: 1, url_missing: 1 });
const REPLAYED = tracking(1, '33.3%', { url_missing: 1, cookie_mismatch: 1 });

describe('what is compared with what was', () => {
  it('has the reasons of both, those of now first', () => {
    expect(compareReasons(ACTUAL, REPLAYED)).toEqual([
      { reason: 'cookie_window_exceeded', actual: 1, replayed: 0 },
      { reason: 'url_missing', actual: 1, replayed: 1 },
      { reason: 'cookie_mismatch', actual: 0, replayed: 1 },
    ]);
  });

  it('has the change of the rate, without the noise of fractions', () => {
    expect(rateChange(ACTUAL, REPLAYED)).toBe(-0.167);
    expect(rateChange(tracking(0, null, {}), REPLAYED)).toBeNull();
  });

  it('tells how many registrations have no snapshot', () => {
    expect(leftOut(10, ACTUAL)).toBe(6);
    expect(leftOut(undefined, ACTUAL)).toBeNull();
    expect(leftOut(3, ACTUAL)).toBe(0); // one came after the summary
  });
});
