import { one, several } from '../../app/search_params';
import { readRange, type RangeSearch } from '../../time/range';
import { MOST_WINDOW_SECONDS } from './question/time_window';

export const FEWEST_STEPS = 2;
export const MOST_STEPS = 12;
export const ORDERS = ['ordered', 'strict', 'any'] as const;
export type Order = (typeof ORDERS)[number];
export const DEFAULT_ORDER: Order = 'ordered';
export const BREAKDOWNS = ['source', 'campaign_id', 'utm_source', 'email_domain'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/**
 * What stands in the URL of the page, under the API's own names; what is left out is as at first.
 *
 * `steps`: none are those of the first preset. `reached`: the drop-off that is open, that of those who reached this step,
 * from 1, and not the next. `rows=all`: all values of the breakdown, not the first ones alone.
 */
export type FunnelsSearch = RangeSearch & {
  steps?: string[];
  order?: Order;
  window_seconds?: string;
  breakdown?: Breakdown;
  compare?: 'previous';
  reached?: string;
  rows?: 'all';
};

const EVENT_TYPE = /^m_[a-z_]{1,61}$/;
const WHOLE_NUMBER = /^(0|[1-9]\d{0,9})$/;

/** Whether a type is in the dictionary, the service says; fewer than two steps are no funnel. */
export function readFunnelsSearch(search: Record<string, unknown>): FunnelsSearch {
  const steps = several(search.steps)
    .filter((step) => EVENT_TYPE.test(step))
    .slice(0, MOST_STEPS);
  const order = ORDERS.find((each) => each === one(search.order));
  const seconds = wholeNumber(search.window_seconds, MOST_WINDOW_SECONDS);
  const breakdown = BREAKDOWNS.find((each) => each === one(search.breakdown));
  const isFunnel = steps.length >= FEWEST_STEPS;
  const reached = wholeNumber(search.reached, (isFunnel ? steps.length : MOST_STEPS) - 1);
  return {
    ...readRange({ from: one(search.from), to: one(search.to) }),
    ...(isFunnel ? { steps } : {}),
    ...(order && order !== DEFAULT_ORDER ? { order } : {}),
    ...(seconds === undefined ? {} : { window_seconds: seconds }),
    ...(breakdown ? { breakdown } : {}),
    ...(one(search.compare) === 'previous' ? { compare: 'previous' } : {}),
    ...(reached === undefined || reached === '0' ? {} : { reached }),
    ...(one(search.rows) === 'all' ? { rows: 'all' } : {}),
  };
}

function wholeNumber(value: unknown, most: number): string | undefined {
  const text = one(value);
  return text !== undefined && WHOLE_NUMBER.test(text) && Number(text) <= most ? text : undefined;
}
