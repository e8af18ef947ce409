import type { ECharts } from 'echarts/core';

type Measured = Pick<ECharts, 'convertFromPixel' | 'getOption'>;

/** Which category of the first x axis lies at `x`, in pixels, at whatever height; null beside the plot. */
export function columnAt(chart: Measured, x: number): number | null {
  const { xAxis } = chart.getOption() as { xAxis?: { data?: readonly unknown[] }[] };
  const count = xAxis?.[0]?.data?.length ?? 0;
  if (count === 0) return null;
  const index = Math.round(chart.convertFromPixel({ xAxisIndex: 0 }, x));
  return index >= 0 && index < count ? index : null;
}
