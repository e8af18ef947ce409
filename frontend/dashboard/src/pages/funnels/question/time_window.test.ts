import { describe, expect, it } from 'vitest';
import { DEFAULT_WINDOW_SECONDS, inUnits, presetOfWindow, secondsOf, UNITS, WINDOW_PRESETS } from './time_window';

describe('a window', () => {
  it.each([
    [90, 90, 'seconds'],
    [5400, 90, 'minutes'],
    [7200, 2, 'hours'],
    [3 * 86_400, 3, 'days'],
  ] as const)('of %d s is said in the largest unit that fits', (seconds, amount, unit) => {
    expect(inUnits(seconds)).toEqual({ amount, unit });
  });

  it('is the same after it was said and typed again', () => {
    for (const seconds of [1, 59, 60, 61, 3600, 5400, 86_399, 86_400, 7_300 * 86_400]) {
      const { amount, unit } = inUnits(seconds);
      expect(secondsOf(String(amount), unit)).toBe(seconds);
    }
  });

  it.each(['', '0', '-1', '1.5', '1,5', 'ten', '99999999999'])('is not what was typed as %j', (text) => {
    for (const unit of UNITS) expect(secondsOf(text, unit)).toBeNull();
  });

  it('is at most as long as the API takes', () => {
    expect(secondsOf('7300', 'days')).toBe(7_300 * 86_400);
    expect(secondsOf('7301', 'days')).toBeNull();
  });

  it('has a name where it is one of the usual ones, the default among them', () => {
    expect(presetOfWindow(DEFAULT_WINDOW_SECONDS)?.name).toBe('day');
    expect(presetOfWindow(0)?.name).toBe('none');
    expect(presetOfWindow(3_601)).toBeNull();
    expect(new Set(WINDOW_PRESETS.map(({ seconds }) => seconds)).size).toBe(WINDOW_PRESETS.length);
  });
});
