import type { paths } from '../../../api/schema.gen';
import { isFingerprint } from '../../trace/asked';

export type FeedParameters = NonNullable<paths['/internal/funnel-events']['get']['parameters']['query']>;
export type Source = NonNullable<FeedParameters['source']>;

/** What the feed is asked for, by the API's own names. `type`: as it stands in the URL, known or not. */
export type FeedSearch = {
  from?: string;
  to?: string;
  type?: string[];
  success?: string;
  q_email?: string;
  trace_id?: string;
  tenant_id?: string;
  source?: Source;
  error_code?: string;
  campaign_id?: string;
};

export const SOURCES = ['admin-web', 'zuplo', 'cp', 'stripe_webhook', 'edge'] as const satisfies readonly Source[];

/** In the order in which they are shown; the range stands apart from them. */
export const FILTERS = [
  'type',
  'success',
  'error_code',
  'q_email',
  'trace_id',
  'tenant_id',
  'source',
  'campaign_id',
] as const;
export type FilterName = (typeof FILTERS)[number];

/** They tell who somebody is: not for a viewer. */
export const PEOPLE_FILTERS = ['q_email', 'trace_id', 'tenant_id'] as const satisfies readonly FilterName[];

export function isFilter(name: string | null | undefined): name is FilterName {
  return FILTERS.some((filter) => filter === name);
}

export function isAboutPeople(name: FilterName): boolean {
  return PEOPLE_FILTERS.some((filter) => filter === name);
}

/** The filters that are set. */
export function filtersOf(search: FeedSearch): FilterName[] {
  return FILTERS.filter((name) => search[name] !== undefined);
}

/** The search without some of its filters; what is left of it stays. */
export function without<S extends FeedSearch>(search: S, names: readonly (FilterName | 'from' | 'to')[]): S {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !names.some((gone) => gone === name))) as S;
}

/** Only what the feed itself takes, always in the same order: equal questions are equal keys. */
export function feedOf(search: FeedSearch): FeedSearch {
  const asked: Record<string, unknown> = {};
  for (const name of ['from', 'to', ...FILTERS] as const) if (search[name] !== undefined) asked[name] = search[name];
  return asked;
}

/** An address, in whatever script its `@` is, was put into the URL by hand: it is looked up, never sent as it is. */
export function holdsAddress(search: FeedSearch): boolean {
  return search.q_email !== undefined && !search.q_email.split(',').every(isFingerprint);
}
