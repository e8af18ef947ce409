import type { Schemas } from '../../../api/client';

export type TrendDay = {
  day: string;
  tracked: number;
  untracked: number;
  /** Null where nothing was to be tracked. */
  rate: number | null;
};

export function trendDays(series: Schemas['TrackingSeriesAnswer']): TrendDay[] {
  return series.days.map((day, index) => {
    const tracked = series.tracked[index] ?? 0;
    const untracked = series.untracked[index] ?? 0;
    return { day, tracked, untracked, rate: successRatio(tracked, untracked) };
  });
}

/** Rounded down to a tenth of a percent, as the API's `tracking_success_rate`: 99.96% is not 100.0%. */
export function successRatio(tracked: number, untracked: number): number | null {
  const all = tracked + untracked;
  return all === 0 ? null : Math.floor((tracked * 1000) / all) / 1000;
}

/** A ratio of what `tracking_success_rate` says, such as "95.0%", for whoever reckons with it; null for none. */
export function ratioOf(rate: string | null): number | null {
  if (rate === null) return null;
  const percent = Number.parseFloat(rate);
  return Number.isNaN(percent) ? null : percent / 100;
}

/** Where the axis of the rate begins: room below the lowest day and the alarm's threshold, so that a dip is seen. */
export function rateFloor(days: readonly TrendDay[], threshold: number | null): number {
  const rates = days.map(({ rate }) => rate).filter((rate) => rate !== null);
  const lowest = Math.min(1, ...rates, ...(threshold === null ? [] : [threshold]));
  return Math.max(0, Math.floor((lowest - 0.02) * 10) / 10);
}
