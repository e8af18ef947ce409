import { describe, expect, it } from 'vitest';
import { makeFormats } from '../../../format/formats';
import { told, trendOption } from './trend_option';

const formats = makeFormats('en', 'Asia/Seoul');
const words = {
  rate: 'Success rate',
  registrations: 'Registrations',
  tracked: 'Tracked',
  untracked: 'Untracked',
  threshold: 'alarm below',
};
const days = [
  { day: '2026-11-21', tracked: 19, untracked: 1, rate: 0.95 },
  { day: '2026-11-22', tracked: 0, untracked: 0, rate: null },
];

describe('the chart of the trend', () => {
  it('stacks untracked on tracked and leaves a gap where there is no rate', () => {
    const option = trendOption({ days, threshold: null, formats, colours: ['#1', '#2', '#3'], words });
    expect(option.series).toMatchObject([
      { type: 'line', data: [0.95, null] },
      { type: 'bar', stack: 'all', name: 'Tracked', data: [19, 0] },
      { type: 'bar', stack: 'all', name: 'Untracked', data: [1, 0] },
    ]);
  });

  it('names both of its axes', () => {
    const option = trendOption({ days, threshold: 0.95, formats, colours: [], words });
    expect(option.yAxis).toMatchObject([{ name: 'Success rate' }, { name: 'Registrations' }]);
  });

  it('tells of a day what it has, and a dash where there is no rate', () => {
    expect(told(days[0], formats, words)).toContain('Success rate: 95.0%\nTracked: 19\nUntracked: 1');
    expect(told(days[1], formats, words)).toContain('Success rate: –');
    expect(told(undefined, formats, words)).toBe('');
  });
});
