import { describe, expect, it } from 'vitest';
import { hasThreshold, inOrder, onScale, turning, undecided } from './judged';
import type { Alarm, AlarmId } from './queries';

function alarm(id: AlarmId, state: Alarm['state'], value: number | null, threshold: number | null, since = '') {
  return { id, state, value, threshold, since };
}

describe('alarms in order', () => {
  it('those that are on come first, the latest at the top, the others as they were', () => {
    const alarms = [
      alarm('tracking-rate-low', 'ok', 1, 0.95),
      alarm('login-failure-rate', 'alarm', 0.3, 0.2, '2026-11-22T09:00:00.000Z'),
      alarm('otp-failure-rate', 'no_data', null, 0.1),
      alarm('ingest-silent', 'alarm', 31, 30, '2026-11-22T09:01:00.000Z'),
    ];
    expect(inOrder(alarms).map((one) => one.id)).toEqual([
      'ingest-silent',
      'login-failure-rate',
      'tracking-rate-low',
      'otp-failure-rate',
    ]);
  });
});

describe('an alarm that turns', () => {
  it('is ending once its last value is good', () => {
    expect(turning(alarm('login-failure-rate', 'alarm', 0.2, 0.2))).toBe('ending');
    expect(turning(alarm('login-failure-rate', 'alarm', 0.2001, 0.2))).toBeNull();
  });

  it('is beginning once its last value is bad', () => {
    expect(turning(alarm('tracking-rate-low', 'ok', 0.94, 0.95))).toBe('beginning');
    expect(turning(alarm('tracking-rate-low', 'ok', 0.95, 0.95))).toBeNull();
  });

  it('of silence the threshold itself is bad', () => {
    expect(turning(alarm('ingest-silent', 'alarm', 30, 30))).toBeNull();
    expect(turning(alarm('ingest-silent', 'alarm', 29, 30))).toBe('ending');
  });

  it('fades while nothing happens that could be judged', () => {
    expect(turning(alarm('login-failure-rate', 'alarm', null, 0.2))).toBe('fading');
    expect(turning(alarm('login-failure-rate', 'no_data', null, 0.2))).toBeNull();
  });

  it('without enough to tell it does not turn, nor does a surge by its value alone', () => {
    expect(turning(alarm('login-failure-rate', 'no_data', 0.9, 0.2))).toBeNull();
    expect(turning(alarm('untracked-surge', 'ok', 3, 2))).toBeNull();
  });
});

describe('a value without a judgement', () => {
  it('says what is missing', () => {
    expect(undecided(alarm('login-failure-rate', 'no_data', 1, 0.2))).toBe('tooLittle');
    expect(undecided(alarm('untracked-surge', 'no_data', 3, 0))).toBe('noBaseline');
    expect(undecided(alarm('ingest-silent', 'no_data', 300, 30))).toBe('notExpected');
    expect(undecided(alarm('login-failure-rate', 'no_data', null, 0.2))).toBeNull();
    expect(undecided(alarm('login-failure-rate', 'ok', 0.1, 0.2))).toBeNull();
  });
});

describe('the scale', () => {
  it('holds value and threshold, and no ratio above 1', () => {
    expect(onScale(alarm('login-failure-rate', 'alarm', 0.4, 0.2), 'ratio')).toEqual({ value: 0.8, threshold: 0.4 });
    expect(onScale(alarm('tracking-rate-low', 'ok', 1, 0.95), 'ratio')).toEqual({ value: 1, threshold: 0.95 });
    expect(onScale(alarm('provision-failures', 'alarm', 4, 0), 'count')).toEqual({ value: 0.8, threshold: 0 });
  });

  it('is of nothing where both are zero, and is not there where either is not', () => {
    expect(onScale(alarm('provision-failures', 'ok', 0, 0), 'count')).toEqual({ value: 0, threshold: 0 });
    expect(onScale(alarm('login-failure-rate', 'no_data', null, 0.2), 'ratio')).toBeNull();
  });

  it('a surge has no threshold before there are days to compare with', () => {
    expect(hasThreshold(alarm('untracked-surge', 'no_data', 25, 0))).toBe(false);
    expect(hasThreshold(alarm('untracked-surge', 'ok', 25, 30))).toBe(true);
  });
});
