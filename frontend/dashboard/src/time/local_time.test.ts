import { describe, expect, it } from 'vitest';
import { dayStart, instantOf, localOf } from './local_time';

describe('local times', () => {
  it.each([
    ['2026-11-22T09:00:00', 'Asia/Seoul', '2026-11-22T00:00:00.000Z'],
    ['2026-11-22T09:00', 'UTC', '2026-11-22T09:00:00.000Z'],
    ['2026-07-01T00:00:00', 'America/New_York', '2026-07-01T04:00:00.000Z'],
    ['2026-11-22T05:45:00', 'Asia/Kathmandu', '2026-11-22T00:00:00.000Z'],
    ['1969-12-31T19:00:00', 'America/New_York', '1970-01-01T00:00:00.000Z'],
  ])('%s in %s is %s', (local, timezone, instant) => {
    expect(instantOf(local, timezone)).toBe(instant);
    expect(localOf(instant, timezone)).toBe(local.length === 16 ? `${local}:00` : local);
  });

  it('are the earlier one where clocks show them twice', () => {
    expect(instantOf('2026-11-01T01:30:00', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });

  it('count as before the leap where clocks never show them', () => {
    expect(instantOf('2026-03-08T02:30:00', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
  });

  it('begin a day at the leap where its midnight is leapt over', () => {
    expect(dayStart('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  });
});
