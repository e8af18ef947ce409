import { describe, expect, it } from 'vitest';
import { DASH, makeFormats } from './formats';

const english = makeFormats('en', 'Asia/Seoul');
const korean = makeFormats('ko', 'Asia/Seoul');

describe('formats', () => {
  it('show a rate of nothing as a dash, and a rate of zero as zero', () => {
    expect(english.value(null, 'ratio')).toBe(DASH);
    expect(english.value(0, 'ratio')).toBe('0.0%');
  });

  it('show times in the reporting timezone', () => {
    expect(english.dateTime('2026-11-21T15:30:05.120Z')).toContain('Nov 22');
    expect(english.dateTime('2026-11-21T15:30:05.120Z')).toContain('00:30:05');
    expect(korean.dateTime('2026-11-21T15:30:05.120Z')).toContain('11월 22일');
  });

  it('show a reporting day as that day, whatever the timezone', () => {
    expect(makeFormats('en', 'Pacific/Kiritimati').day('2026-11-22')).toBe('Nov 22');
    expect(makeFormats('en', 'Pacific/Pago_Pago').day('2026-11-22')).toBe('Nov 22');
  });

  it('sign a change, that of a ratio in points', () => {
    expect(english.change(-0.0232, 'ratio')).toBe('-2.3');
    expect(english.change(1234, 'count')).toBe('+1,234');
    expect(english.change(0, 'count')).toBe('0');
  });

  it.each([
    [0, '0ms'],
    [950, '950ms'],
    [1500, '1.5s'],
    [61_000, '1m 1s'],
    [3_600_000, '1h'],
    [90_061_000, '1d 1h'],
  ])('say %d ms as a person would', (ms, text) => {
    expect(english.duration(ms)).toBe(text);
  });

  it('say how long ago something was', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(english.ago('2026-11-22T11:58:30Z', now)).toBe('1 minute ago');
    expect(korean.ago('2026-11-22T09:00:00Z', now)).toBe('3시간 전');
  });
});
