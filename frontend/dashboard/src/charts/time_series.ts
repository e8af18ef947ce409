import type { Scheme } from './chart_theme';
import type { ChartOption } from './EChart';
import { seriesLook, type SeriesLook } from './series_look';

/** `values`, `before`: one a column, null where there is no number; `before`: of the period before, at the same place. */
export type TimeSeries = {
  id: string;
  label: string;
  unit: 'count' | 'ratio';
  /** Among the series that were chosen: decides its look. */
  place: number;
  values: readonly (number | null)[];
  before?: readonly (number | null)[] | undefined;
};

/** `over`: how many columns have ended; the one after them is still being counted, those after it are to come. */
export type TimeColumns = { labels: readonly string[]; titles: readonly string[]; over: number };

export type TimeSeriesTexts = {
  countAxis: string;
  ratioAxis: string;
  /** Of the axes' ticks. */
  compact: (value: number) => string;
  percent: (ratio: number) => string;
  value: (value: number | null, unit: TimeSeries['unit']) => string;
  /** A value with that of the period before. */
  withBefore: (value: string, before: string) => string;
};

type Drawn = { columns: TimeColumns; series: readonly TimeSeries[]; scheme: Scheme; texts: TimeSeriesTexts };

/** The last one is drawn on top: a tooltip tells them in that order. */
const UNITS: readonly TimeSeries['unit'][] = ['ratio', 'count'];
const HEAD = 34; // room above a plot for its axis's name
const FOOT = 26;
/** In per cent of what is left below the head of the first: counts above, ratios below. */
const SHARE_OF_COUNTS = 60;

/** Counts and ratios have plots of their own, one above the other on the same days: no line is read off the wrong axis. */
export function timeSeriesOption({ columns, series, scheme, texts }: Drawn): ChartOption {
  const units = UNITS.filter((unit) => series.some((one) => one.unit === unit));
  const shown = units.length > 0 ? units : UNITS.slice(-1);
  const last = shown.length - 1;
  return {
    grid: shown.map((_, index) => plotPlace(last - index, shown.length)),
    xAxis: shown.map((_, index) => ({
      type: 'category',
      gridIndex: index,
      data: columns.labels,
      axisLabel: { show: index === 0, hideOverlap: true },
      axisPointer: { label: { formatter: (at: PointedAt) => (index === last ? titleAt(at, columns) : '') } },
    })),
    yAxis: shown.map((unit, index) => ({
      ...(unit === 'count' ? { min: 0, minInterval: 1, splitNumber: 4 } : ratioAxis(series)),
      type: 'value',
      gridIndex: index,
      name: unit === 'count' ? texts.countAxis : texts.ratioAxis,
      nameLocation: 'end',
      nameTextStyle: { align: 'left', padding: [0, 0, 0, -40] },
      axisLabel: { formatter: unit === 'count' ? texts.compact : texts.percent },
    })),
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: { trigger: 'axis', confine: true, axisPointer: { type: 'shadow' } },
    series: series.flatMap((one) =>
      linesOf(one, shown.indexOf(one.unit), columns, seriesLook(one.place, scheme), texts),
    ),
  };
}

type PointedAt = { seriesData?: { dataIndex: number }[]; value: unknown };

function titleAt(at: PointedAt, columns: TimeColumns): string {
  const index = at.seriesData?.[0]?.dataIndex;
  return (index === undefined ? undefined : columns.titles[index]) ?? String(at.value);
}

/** `row`: from the top. */
function plotPlace(row: number, count: number): Record<string, string | number> {
  const sides = { left: 48, right: 12 };
  if (count === 1) return { ...sides, top: HEAD, bottom: FOOT };
  return row === 0
    ? { ...sides, top: HEAD, bottom: `${100 - SHARE_OF_COUNTS + 3}%` }
    : { ...sides, top: `${SHARE_OF_COUNTS + 7}%`, bottom: FOOT };
}

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25] as const;

/** From a little below the least to a little above the most: a fall from 97 % to 92 % must be seen. */
export function ratioAxis(series: readonly TimeSeries[]): { min: number; max: number; interval: number } {
  const values = series
    .filter((one) => one.unit === 'ratio')
    .flatMap((one) => [...one.values, ...(one.before ?? [])])
    .filter((value) => value !== null);
  if (values.length === 0) return { min: 0, max: 1, interval: 0.25 };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const interval = STEPS.find((step) => (most - least) / step <= 2.5) ?? 0.25;
  const whole = (value: number) => Number((Math.round(value) * interval).toFixed(2));
  const [min, max] = [Math.floor(least / interval), Math.ceil(most / interval)];
  // a line at the very edge of its plot would be half hidden
  return {
    min: Math.max(0, whole(min === max ? min - 1 : min)),
    max: Math.min(1, whole(min === max ? max + 1 : max)),
    interval,
  };
}

/** A line, dashed where its column is not over yet, and the thin one of the period before. */
function linesOf(one: TimeSeries, plot: number, columns: TimeColumns, look: SeriesLook, texts: TimeSeriesTexts) {
  const { over, labels } = columns;
  const ends = over >= labels.length;
  const base = { type: 'line', xAxisIndex: plot, yAxisIndex: plot, color: look.colour };
  const mute = { ...base, silent: true, showSymbol: false, tooltip: { show: false } };
  const only = (from: number, to: number) => one.values.map((value, at) => (at >= from && at <= to ? value : null));
  const main = {
    ...base,
    id: one.id,
    name: one.label,
    data: only(0, over),
    symbol: `path://${look.shape}`,
    symbolSize: labels.length > 31 ? 4 : 7,
    showAllSymbol: true,
    lineStyle: { width: ends ? 2 : 0 },
    tooltip: {
      valueFormatter: (value: unknown, at: number) => {
        const text = texts.value(typeof value === 'number' ? value : null, one.unit);
        return one.before ? texts.withBefore(text, texts.value(one.before[at] ?? null, one.unit)) : text;
      },
    },
  };
  const parts = ends
    ? []
    : [
        { ...mute, id: `${one.id} over`, data: only(0, over - 1), lineStyle: { width: 2 } },
        { ...mute, id: `${one.id} open`, data: only(over - 1, over), lineStyle: { width: 2, type: 'dashed' } },
      ];
  const before = one.before
    ? [{ ...mute, id: `${one.id} before`, data: one.before, lineStyle: { width: 1.5, type: [2, 4], opacity: 0.8 } }]
    : [];
  return [...before, ...parts, main];
}
