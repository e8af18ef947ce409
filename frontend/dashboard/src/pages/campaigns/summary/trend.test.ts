import { describe, expect, it } from 'vitest';
import { rateFloor, ratioOf, successRatio, trendDays } from './trend';

describe('the success rate of a day', () => {
  it.each([
    [19, 1, 0.95],
    [2, 1, 0.666],
    [9996, 4, 0.999],
    [0, 3, 0],
    [5, 0, 1],
    [0, 0, null],
  ])('of %i tracked and %i untracked is %j, rounded down', (tracked, untracked, rate) => {
    expect(successRatio(tracked, untracked)).toBe(rate);
  });

  it('stands beside its counts, day by day', () => {
    expect(trendDays({ days: ['2026-11-21', '2026-11-22'], tracked: [3, 0], untracked: [1, 0] })).toEqual([
      { day: '2026-11-21', tracked: 3, untracked: 1, rate: 0.75 },
      { day: '2026-11-22', tracked: 0, untracked: 0, rate: null },
    ]);
  });
});

describe('the rate that the API writes', () => {
  it.each([
    ['95.0%', 0.95],
    ['0.0%', 0],
    ['100.0%', 1],
    [null, null],
  ])('%j is %j', (text, ratio) => {
    expect(ratioOf(text)).toBe(ratio);
  });
});

describe('the axis of the rate', () => {
  const day = (rate: number | null) => ({ day: '2026-11-22', tracked: 0, untracked: 0, rate });

  it.each([
    [[day(1), day(0.97)], null, 0.9],
    [[day(0.91)], null, 0.8],
    [[day(1)], 0.95, 0.9],
    [[day(0.01)], 0.95, 0],
    [[day(null)], null, 0.9],
  ])('leaves room below %j and a threshold of %j', (days, threshold, floor) => {
    expect(rateFloor(days, threshold)).toBeCloseTo(floor);
  });
});
