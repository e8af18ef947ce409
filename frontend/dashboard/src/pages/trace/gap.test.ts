import { describe, expect, it } from 'vitest';
import { gapOf } from './gap';

describe('the gap before an event', () => {
  it.each([
    [null, null],
    [0, 'usual'],
    [5 * 60_000 - 1, 'usual'],
    [5 * 60_000, 'long'],
    [24 * 3_600_000 - 1, 'long'],
    [24 * 3_600_000, 'days'],
  ])('of %j ms is %s', (ms, gap) => {
    expect(gapOf(ms)).toBe(gap);
  });
});
