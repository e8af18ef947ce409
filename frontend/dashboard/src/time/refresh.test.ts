import { describe, expect, it } from 'vitest';
import { addDays, dayOf } from './reporting_day';
import { refreshEveryMs } from './refresh';

const today = dayOf(new Date(), 'Asia/Seoul');
const range = (to: string, days: number) => ({ to, days, timezone: 'Asia/Seoul' });

describe('numbers are asked for again', () => {
  it('as often as usual while their last day is today', () => {
    expect(refreshEveryMs(range(today, 7), 12_000)).toBe(12_000);
    expect(refreshEveryMs(undefined, 12_000)).toBe(12_000);
  });

  it('less often where that means reading a lot', () => {
    expect(refreshEveryMs(range(today, 92), 12_000)).toBe(60_000);
  });

  it('seldom once their days are over', () => {
    expect(refreshEveryMs(range(addDays(today, -1), 1), 12_000)).toBe(300_000);
  });
});
