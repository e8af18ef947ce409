import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';
import { MOST_DAYS, type DayRange } from '../../time/range';
import { refreshEveryMs } from '../../time/refresh';
import { addDays } from '../../time/reporting_day';

export type Summary = Schemas['SummaryAnswer'];
export type Kpi = Schemas['KpiAnswer'];
export type ErrorLine = Schemas['ErrorLineAnswer'];

export const REFRESH_MS = 12_000;

function countsQuery(range: DayRange, compare: boolean) {
  return queryOptions({
    queryKey: ['summary', range.from, range.to, compare],
    queryFn: ({ signal }) =>
      call(
        api.GET('/internal/funnel-events/summary', {
          params: { query: { ...range, ...(compare ? { compare: 'previous' as const } : {}) } },
          signal,
        }),
      ),
  });
}

/** What stays on the page, dimmed, until the numbers of other days are there. */
export function summaryQuery(range: DayRange, compare: boolean) {
  return queryOptions({
    ...countsQuery(range, compare),
    refetchInterval: ({ state }) => refreshEveryMs(state.data?.range, REFRESH_MS),
    placeholderData: keepPreviousData,
  });
}

/** The lines of the period before: its days are over, or nearly. Those of other days would be taken for them. */
export function beforeQuery(range: DayRange) {
  return queryOptions({ ...countsQuery(range, false), staleTime: 5 * 60_000 });
}

/** Whether there ever were events: as far back as one question reaches, which is a lot to read. */
export function everQuery(today: string) {
  return queryOptions({ ...countsQuery(longestRange(today), false), refetchInterval: 60_000 });
}

/** As far back as one question may reach. */
export function longestRange(today: string): DayRange {
  return { from: addDays(today, 1 - MOST_DAYS), to: today };
}

/** Not one event, and none that is only not counted yet. */
export function isQuiet({ pending_days: pending, series }: Pick<Summary, 'pending_days' | 'series'>): boolean {
  return pending.length === 0 && Object.values(series.events).every((counts) => counts.every((count) => count === 0));
}
