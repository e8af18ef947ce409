import { describe, expect, it } from 'vitest';
import { onLine, periodsOf, timeOn } from './history';
import type { Change } from './queries';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const MINUTE = 60_000;

function change(at: string, state: Change['state']): Change {
  return { at, state, value: null, reason: null, cause: null };
}

const PERIODS = periodsOf(
  [
    change('2026-11-22T11:30:00.000Z', 'alarm'),
    change('2026-11-22T11:00:00.000Z', 'ok'),
    change('2026-11-22T10:50:00.000Z', 'alarm'),
    change('2026-07-01T00:00:00.000Z', 'no_data'),
  ],
  NOW,
);

describe('the history of an alarm', () => {
  it('each state holds until the next one, the last until now', () => {
    expect(PERIODS.map((period) => (period.toMs - period.fromMs) / MINUTE).slice(0, 3)).toEqual([30, 30, 10]);
    expect(PERIODS.map((period) => period.isCurrent)).toEqual([true, false, false, false]);
  });

  it('a change that the clock of this machine has not reached yet lasts no time', () => {
    const [period] = periodsOf([change('2026-11-22T12:00:05.000Z', 'alarm')], NOW);
    expect(period && period.toMs - period.fromMs).toBe(0);
  });

  it('is on as often and as long as its periods say', () => {
    expect(timeOn(PERIODS)).toEqual({ times: 2, ms: 40 * MINUTE });
  });

  it('stands on a line of 90 days, of which nothing is left of its beginning', () => {
    const places = PERIODS.map((period) => onLine(period, NOW));
    expect(places[0]?.end).toBe(1);
    expect(places[3]?.start).toBe(0);
    const [, past] = periodsOf(
      [change('2026-08-01T00:00:00.000Z', 'ok'), change('2026-07-01T00:00:00.000Z', 'alarm')],
      NOW,
    );
    expect(past && onLine(past, NOW)).toBeNull();
  });
});
