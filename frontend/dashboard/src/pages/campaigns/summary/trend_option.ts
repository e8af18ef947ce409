import type { ChartOption } from '../../../charts/EChart';
import { DASH, type Formats } from '../../../format/formats';
import { rateFloor, type TrendDay } from './trend';

type Words = { rate: string; registrations: string; tracked: string; untracked: string; threshold: string };
type Drawn = {
  days: readonly TrendDay[];
  threshold: number | null;
  formats: Formats;
  colours: readonly string[];
  words: Words;
};

/** Two charts on the same days: the rate as a line, and below it the counts stacked, untracked hatched. */
export function trendOption({ days, threshold, formats, colours, words }: Drawn): ChartOption {
  const [tracked = '', untracked = '', rate = ''] = colours;
  const names = days.map(({ day }) => day);
  const floor = rateFloor(days, threshold);
  const alarm =
    threshold === null
      ? {}
      : { markLine: thresholdLine(threshold, `${words.threshold} ${formats.percent(threshold)}`, rate) };
  return {
    grid: [
      { left: 52, right: 16, top: 34, height: 84 },
      { left: 52, right: 16, top: 166, bottom: 26 },
    ],
    legend: {
      top: 130,
      right: 8,
      selectedMode: false,
      data: [{ name: words.tracked }, { name: words.untracked }],
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (points: readonly { dataIndex: number }[]) => told(days[points[0]?.dataIndex ?? -1], formats, words),
    },
    xAxis: [
      { type: 'category', gridIndex: 0, data: names, axisLabel: { show: false } },
      { type: 'category', gridIndex: 1, data: names, axisLabel: { formatter: formats.day, hideOverlap: true } },
    ],
    yAxis: [
      {
        ...named(words.rate),
        gridIndex: 0,
        min: floor,
        max: 1,
        interval: (1 - floor) / 2,
        axisLabel: { formatter: (value: number) => formats.percent(value) },
      },
      {
        ...named(words.registrations),
        gridIndex: 1,
        minInterval: 1,
        splitNumber: 3,
        axisLabel: { formatter: (value: number) => formats.compact(value) },
      },
    ],
    series: [
      {
        name: words.rate,
        type: 'line',
        xAxisIndex: 0,
        yAxisIndex: 0,
        color: rate,
        data: days.map((day) => day.rate),
        showSymbol: days.length <= 31,
        symbolSize: 7,
        ...alarm,
      },
      bars(
        words.tracked,
        tracked,
        days.map((day) => day.tracked),
      ),
      bars(
        words.untracked,
        untracked,
        days.map((day) => day.untracked),
        HATCHED,
      ),
    ],
  };
}

const HATCHED = {
  decal: {
    symbol: 'rect',
    color: 'rgba(255, 255, 255, 0.45)',
    dashArrayX: [1, 0],
    dashArrayY: [2, 4],
    rotation: -0.785,
  },
};

function bars(name: string, color: string, counts: readonly number[], itemStyle = {}) {
  return {
    name,
    type: 'bar',
    stack: 'all',
    xAxisIndex: 1,
    yAxisIndex: 1,
    color,
    barMaxWidth: 36,
    itemStyle,
    data: counts,
  };
}

/** Written above the axis and to the right of its labels, where it is not cut off in any language. */
function named(name: string) {
  return {
    type: 'value',
    name,
    nameLocation: 'end',
    nameGap: 12,
    nameTextStyle: { align: 'left', padding: [0, 0, 0, -44] },
  };
}

function thresholdLine(threshold: number, label: string, color: string) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { type: 'dashed', color },
    label: { position: 'insideStartBottom', formatter: label, fontSize: 11, color, textBorderWidth: 0 },
    data: [{ yAxis: threshold }],
  };
}

/** Of one day: the rate, and what it is of. */
export function told(day: TrendDay | undefined, formats: Formats, words: Words): string {
  if (!day) return '';
  return [
    formats.dayLong(day.day),
    `${words.rate}: ${day.rate === null ? DASH : formats.percent(day.rate)}`,
    `${words.tracked}: ${formats.integer(day.tracked)}`,
    `${words.untracked}: ${formats.integer(day.untracked)}`,
  ].join('\n');
}
