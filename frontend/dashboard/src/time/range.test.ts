import { describe, expect, it } from 'vitest';
import { nextRange, presetOf, previousRange, rangeOf, readRange, resolveRange } from './range';
import { addDays, dayOf, daysIn, isDay } from './reporting_day';

describe('reporting days', () => {
  it('belong to the timezone, not to the browser', () => {
    const instant = new Date('2026-11-21T15:30:00Z');
    expect(dayOf(instant, 'Asia/Seoul')).toBe('2026-11-22');
    expect(dayOf(instant, 'UTC')).toBe('2026-11-21');
  });

  it('are counted over ends of months, leap days and changes of the clock', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysIn('2026-10-24', '2026-10-26')).toBe(3);
  });

  it.each(['2026-02-30x', '2026-02-30', '2026-2-3', '', null, 20261122, '2026-13-01'])('are not %j', (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe('a range', () => {
  const today = '2026-11-22';

  it('of a preset includes today', () => {
    expect(rangeOf('last7', today)).toEqual({ from: '2026-11-16', to: today });
    expect(rangeOf('thisMonth', today)).toEqual({ from: '2026-11-01', to: today });
    expect(rangeOf('lastMonth', '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  });

  it('is known as the preset that it equals', () => {
    expect(presetOf({ from: '2026-11-21', to: '2026-11-21' }, today)).toBe('yesterday');
    expect(presetOf({ from: '2026-11-20', to: '2026-11-21' }, today)).toBeNull();
  });

  it('on the first of a month, today and this month are the same days: today is named', () => {
    expect(presetOf({ from: '2026-11-01', to: '2026-11-01' }, '2026-11-01')).toBe('today');
  });

  it('that a URL asks for is taken only where the API would take it', () => {
    expect(readRange({ from: '2026-11-01', to: '2026-11-02' })).toEqual({ from: '2026-11-01', to: '2026-11-02' });
    expect(readRange({ from: '2026-11-02', to: '2026-11-01' })).toEqual({});
    expect(readRange({ from: '2026-01-01', to: '2026-11-01' })).toEqual({});
    expect(readRange({ from: '2026-11-01' })).toEqual({});
    expect(readRange({ from: ['2026-11-01'], to: 'x' })).toEqual({});
  });

  it('is the last 7 days where none is asked for', () => {
    expect(resolveRange({}, today)).toEqual({ from: '2026-11-16', to: today });
  });

  it('is followed and preceded by as many days, but never by one that is to come', () => {
    const week = { from: '2026-11-09', to: '2026-11-15' };
    expect(previousRange(week)).toEqual({ from: '2026-11-02', to: '2026-11-08' });
    expect(nextRange(week, today)).toEqual({ from: '2026-11-16', to: today });
    expect(nextRange(week, '2026-11-17')).toEqual({ from: '2026-11-11', to: '2026-11-17' });
    expect(nextRange({ from: today, to: today }, today)).toBeNull();
  });
});
