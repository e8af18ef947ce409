import { mayHoldAddress, one } from '../../app/search_params';
import { readRange, type RangeSearch } from '../../time/range';

export const TABS = ['summary', 'registrations', 'links', 'what-if'] as const;
export type Tab = (typeof TABS)[number];

/** The figures that the list of campaigns can be sorted by. */
export const SORTABLE = ['registrations', 'untracked', 'rate', 'visits', 'clicks', 'conversion'] as const;
export type SortedBy = (typeof SORTABLE)[number];

const OUTCOMES = ['true', 'false', 'null'] as const;
export type OutcomeFilter = (typeof OUTCOMES)[number];

const VIEWS = ['table'] as const;
export const MOST_HOURS = 720;

/**
 * What stands in the URL of the page: without `campaign_id` it is about all campaigns. Names are the API's where it has
 * them.
 *
 * `view`: how the trend is shown, as a chart unless it says so. `sort`: of the list of campaigns.
 * `success`, `error_code`, `registration_id`: of the tab of registrations; the last is the one that is open. `cid`: the
 * link that is open. `cookie_trust_window_hours`: what the replay is asked for.
 */
export type CampaignsSearch = RangeSearch & {
  campaign_id?: string;
  tab?: Tab;
  view?: 'table';
  sort?: SortedBy;
  success?: OutcomeFilter;
  error_code?: string;
  registration_id?: string;
  cid?: string;
  cookie_trust_window_hours?: string;
};

export function readCampaignsSearch(search: Record<string, unknown>): CampaignsSearch {
  const hours = readHours(one(search.cookie_trust_window_hours));
  return present({
    ...readRange(search),
    campaign_id: plain(search.campaign_id),
    tab: among(TABS, search.tab),
    view: among(VIEWS, search.view),
    sort: among(SORTABLE, search.sort),
    success: among(OUTCOMES, search.success),
    error_code: plain(search.error_code),
    registration_id: plain(search.registration_id),
    cid: plain(search.cid),
    cookie_trust_window_hours: hours === null ? undefined : String(hours),
  });
}

/** A trust window that the API takes, in whole hours; null for any other text. */
export function readHours(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,3}$/.test(text)) return null;
  const hours = Number(text);
  return hours >= 1 && hours <= MOST_HOURS ? hours : null;
}

export type CampaignsSearchChange = { [Name in keyof CampaignsSearch]?: CampaignsSearch[Name] | undefined };

/** Without what is undefined, so that no empty parameter stands in a URL. */
export function present(search: CampaignsSearchChange): CampaignsSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** Not one that holds an address: the API knows none by it. */
function plain(value: unknown): string | undefined {
  const text = one(value);
  return text === undefined || mayHoldAddress(text) ? undefined : text;
}

function among<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((each) => each === one(value));
}
