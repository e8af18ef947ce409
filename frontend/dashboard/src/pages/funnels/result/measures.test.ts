import { describe, expect, it } from 'vitest';
import { DASH, makeFormats } from '../../../format/formats';
import { measuresOf, overall, ratioOf, timeText } from './measures';
import { someStep, STEPS } from './some_report';

const [first, second] = STEPS as [(typeof STEPS)[number], (typeof STEPS)[number]];

describe('a funnel', () => {
  it('is as good as its last step is against its first, now and before', () => {
    const found = overall(STEPS);
    expect(found).toMatchObject({ entered: 200, completed: 84, conversion: 0.42, before: 0.5 });
    expect(found.change).toBeCloseTo(-0.08);
  });

  it('of nobody has no conversion, which is not zero', () => {
    expect(overall([someStep(), someStep()])).toMatchObject({
      entered: 0,
      conversion: null,
      before: null,
      change: null,
    });
    const nobodyBefore = [{ ...first, previous_count: 0 }, second];
    expect(overall(nobodyBefore)).toMatchObject({ conversion: 0.42, before: null, change: null });
  });
});

describe('a step', () => {
  it('is as long as its part of the first, and beneath it as long as it was before', () => {
    expect(measuresOf(second, first)).toMatchObject({ length: 0.42, lengthBefore: 0.5, conversionBefore: 0.5 });
    expect(measuresOf(second, first).change).toBeCloseTo(-0.08);
    expect(measuresOf({ ...second, previous_count: null }, first)).toMatchObject({
      lengthBefore: null,
      change: null,
      countChange: null,
    });
    expect(measuresOf(first, first).countChange).toBe(100);
  });

  it('lost its part of those who reached it; the last loses nobody', () => {
    expect(measuresOf(first, first).dropRatio).toBe(0.58);
    expect(measuresOf(second, first).dropRatio).toBeNull();
    expect(measuresOf(someStep({ dropped: 0 }), first).dropRatio).toBeNull();
  });
});

describe('a share', () => {
  it('of nothing is none', () => {
    expect(ratioOf(0, 0)).toBeNull();
    expect(ratioOf(null, 5)).toBeNull();
    expect(ratioOf(0, 5)).toBe(0);
  });
});

describe('the time from a step to the next', () => {
  const say = (language: string, seconds: number | null) => timeText(seconds, makeFormats(language, 'UTC'));

  it.each([
    [0.25, '250ms', '250ms'],
    [61.5, '1m 1s', '1분 1초'],
    [3600, '1h', '1시간'],
    [200_000, '2d 7h', '2일 7시간'],
  ])('of %d s is said in the words of the reader', (seconds, english, korean) => {
    expect(say('en', seconds)).toBe(english);
    expect(say('ko', seconds)).toBe(korean);
  });

  it('that nobody took is a dash, and one of nothing is not', () => {
    expect(say('en', null)).toBe(DASH);
    expect(say('en', 0)).toBe('0ms');
  });
});
