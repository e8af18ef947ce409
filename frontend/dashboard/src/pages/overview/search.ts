import { one, several } from '../../app/search_params';
import { MOST_SERIES } from '../../charts/series_look';
import { readRange, type RangeSearch } from '../../time/range';

/**
 * What stands in the URL of the page; what is left out is as at first.
 *
 * `compare=none`: not with the period before. `series`: KPIs and event types in the chart, in their order; `off`: those
 * of them that the legend hides. `by`: hours instead of days, where there are both. `view=table`: numbers instead of
 * lines. `errors=all`: all codes, not the first ones alone; `sort=change`: those that rose most first.
 */
export type OverviewSearch = RangeSearch & {
  compare?: 'previous' | 'none';
  series?: string[];
  off?: string[];
  by?: 'hour';
  view?: 'table';
  errors?: 'all';
  sort?: 'change';
};

const SERIES_ID = /^[a-z][a-z0-9_]{0,63}$/;

export function readOverviewSearch(search: Record<string, unknown>): OverviewSearch {
  const series = seriesIds(search.series).slice(0, MOST_SERIES);
  const off = seriesIds(search.off);
  const compare = one(search.compare);
  return {
    ...readRange({ from: one(search.from), to: one(search.to) }),
    ...(compare === 'previous' || compare === 'none' ? { compare } : {}),
    ...(series.length > 0 ? { series } : {}),
    ...(off.length > 0 ? { off } : {}),
    ...(one(search.by) === 'hour' ? { by: 'hour' } : {}),
    ...(one(search.view) === 'table' ? { view: 'table' } : {}),
    ...(one(search.errors) === 'all' ? { errors: 'all' } : {}),
    ...(one(search.sort) === 'change' ? { sort: 'change' } : {}),
  };
}

function seriesIds(value: unknown): string[] {
  return [...new Set(several(value).filter((id) => SERIES_ID.test(id)))];
}
