import { describe, expect, it } from 'vitest';
import { ratioAxis, timeSeriesOption, type TimeSeries } from './time_series';

const texts = {
  countAxis: 'per day',
  ratioAxis: 'rate',
  compact: String,
  percent: (ratio: number) => `${ratio * 100}%`,
  value: (value: number | null) => (value === null ? '–' : String(value)),
  withBefore: (value: string, before: string) => `${value} (${before})`,
};
const columns = { labels: ['1', '2', '3'], titles: ['the 1st', 'the 2nd', 'the 3rd'], over: 3 };
const failures: TimeSeries = { id: 'failures', label: 'Failures', unit: 'count', place: 0, values: [4, 5, 6] };
const rate: TimeSeries = { id: 'rate', label: 'Rate', unit: 'ratio', place: 1, values: [0.91, null, 0.97] };

type Line = {
  id: string;
  data: (number | null)[];
  xAxisIndex: number;
  silent?: boolean;
  color: string;
  symbol?: string;
  tooltip: { show?: boolean; valueFormatter?: (value: unknown, at: number) => string };
};
type Option = { grid: unknown[]; yAxis: { name: string; min: number }[]; series: Line[] };

function drawn(series: readonly TimeSeries[], over = 3): Option {
  return timeSeriesOption({ columns: { ...columns, over }, series, scheme: 'light', texts }) as unknown as Option;
}

describe('a chart of series', () => {
  it('has one plot, with the axis of its unit, where all have the same', () => {
    expect(drawn([failures]).yAxis.map((axis) => axis.name)).toEqual(['per day']);
    expect(drawn([rate]).yAxis.map((axis) => axis.name)).toEqual(['rate']);
  });

  it('keeps counts and ratios apart, and counts from zero', () => {
    const { grid, yAxis, series } = drawn([failures, rate]);
    expect(grid).toHaveLength(2);
    const axisOf = (id: string) => yAxis[series.find((line) => line.id === id)?.xAxisIndex ?? -1];
    expect(axisOf('failures')).toMatchObject({ name: 'per day', min: 0 });
    expect(axisOf('rate')).toMatchObject({ name: 'rate', min: 0.9 });
  });

  it('is an empty plot, not a broken one, without any', () => {
    expect(drawn([]).yAxis.map((axis) => axis.name)).toEqual(['per day']);
  });

  it('draws days that are over as a line, and the one that is not as a dashed end of it', () => {
    const { series } = drawn([failures], 2);
    expect(series.map(({ id, data }) => [id, data])).toEqual([
      ['failures over', [4, 5, null]],
      ['failures open', [null, 5, 6]],
      ['failures', [4, 5, 6]],
    ]);
  });

  it('shows nothing of what is still to come', () => {
    const { series } = drawn([failures], 1);
    expect(series.find((line) => line.id === 'failures')?.data).toEqual([4, 5, null]);
  });

  it('tells one line a series in its tooltip, with the value of the period before', () => {
    const { series } = drawn([{ ...failures, before: [1, null, 3] }], 2);
    const told = series.filter((line) => line.tooltip.show !== false);
    expect(told.map((line) => line.id)).toEqual(['failures']);
    expect([4, null].map((value, at) => told[0]?.tooltip.valueFormatter?.(value, at))).toEqual(['4 (1)', '– (–)']);
    expect(series.filter((line) => line.silent).map((line) => line.id)).toContain('failures before');
  });

  it('gives a series the same look when others are hidden', () => {
    const look = (lines: Line[]) =>
      lines.filter((line) => line.id === 'rate').map(({ color, symbol }) => [color, symbol]);
    expect(look(drawn([rate]).series)).toEqual(look(drawn([failures, rate]).series));
  });
});

describe('the axis of ratios', () => {
  it.each([
    [[0.91, 0.97], 0.9, 1, 0.05],
    [[0.021, 0.035], 0.02, 0.04, 0.01],
    [[0.1, 0.9], 0, 1, 0.25],
    [[1, 1], 0.99, 1, 0.01],
    [[0, 0], 0, 0.01, 0.01],
    [[null], 0, 1, 0.25],
  ])('of %j is from %f to %f, in steps of %f', (values, min, max, interval) => {
    expect(ratioAxis([{ ...rate, values }])).toEqual({ min, max, interval });
  });

  it('has room for the period before', () => {
    expect(ratioAxis([{ ...rate, values: [0.96], before: [0.5] }])).toMatchObject({ min: 0.4, max: 1 });
  });
});
