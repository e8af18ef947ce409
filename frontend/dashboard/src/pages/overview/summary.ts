import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';
import { MOST_DAYS, type DayRange } from '../../time/range';
import { addDays } from '../../time/reporting_day';

export type Summary = Schemas['SummaryAnswer'];
export type Kpi = Schemas['KpiAnswer'];
export type ErrorLine = Schemas['ErrorLineAnswer'];

export const REFRESH_MS = 12_000;

/** What stays on the page, dimmed, until the numbers of other days are there. */
export function summaryQuery(range: DayRange, compare: boolean) {
  return queryOptions({
    queryKey: ['summary', range.from, range.to, compare],
    queryFn: ({ signal }) =>
      call(
        api.GET('/internal/funnel-events/summary', {
          params: { query: { ...range, ...(compare ? { compare: 'previous' as const } : {}) } },
          signal,
        }),
      ),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** The lines of the period before: its days are over, or nearly. */
export function beforeQuery(range: DayRange) {
  return queryOptions({ ...summaryQuery(range, false), refetchInterval: false, staleTime: 5 * 60_000 });
}

/** As far back as one question may reach. */
export function longestRange(today: string): DayRange {
  return { from: addDays(today, 1 - MOST_DAYS), to: today };
}

/** Not one event, and none that is only not counted yet. */
export function isQuiet({ pending_days: pending, series }: Pick<Summary, 'pending_days' | 'series'>): boolean {
  return pending.length === 0 && Object.values(series.events).every((counts) => counts.every((count) => count === 0));
}
