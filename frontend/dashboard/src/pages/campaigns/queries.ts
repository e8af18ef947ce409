import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';
import type { DayRange } from '../../time/range';
import { refreshEveryMs } from '../../time/refresh';
import type { OutcomeFilter } from './search';

export type Campaign = Schemas['CampaignAnswer'];
export type CampaignRow = Schemas['CampaignRowAnswer'];
export type Link = Schemas['LinkAnswer'];
export type RegistrationEvent = Schemas['EventAnswer'];
export type StoredRegistration = Schemas['StoredRegistrationAnswer'];
export type TrackingMetadata = Schemas['TrackingMetadataAnswer'];
/** What a summary of one campaign and that of all have in common. */
export type CampaignSummary = Omit<Schemas['CampaignSummaryAnswer'], 'campaign_id'>;

const REFRESHED_EVERY_MS = 15_000;
const REGISTRY_EVERY_MS = 60_000; // what is written here is asked for again at once
export const REGISTRATIONS_A_PAGE = 50;
const LINKS_A_PAGE = 100;
const MOST_SHORT_PAGES = 5;

/** The first key of everything that writing a campaign or a link may change. */
export const CAMPAIGNS_KEY = 'campaigns';

type Paged<Page> = { state: { data?: { pages: readonly Page[] } | undefined } };

/**
 * While no more is shown than one page would hold: pages behind the first are asked for again one after another, and
 * what is being read would move. A seldom campaign's few registrations may still come on several.
 */
function refreshedWhile<Page>(pages: readonly Page[], size: number, rows: (page: Page) => readonly unknown[]) {
  const few = pages.length <= MOST_SHORT_PAGES && pages.reduce((sum, page) => sum + rows(page).length, 0) <= size;
  return pages.length <= 1 || few;
}

export function registrationsRefresh(pages: readonly Schemas['FeedAnswer'][]): boolean {
  return refreshedWhile(pages, REGISTRATIONS_A_PAGE, (page) => page.events);
}

export const registryQuery = queryOptions({
  queryKey: [CAMPAIGNS_KEY, 'registry'],
  queryFn: ({ signal }) => call(api.GET('/internal/campaigns', { signal })),
  refetchInterval: REGISTRY_EVERY_MS,
});

export const allSummaryQuery = (range: DayRange) =>
  queryOptions({
    queryKey: [CAMPAIGNS_KEY, 'summary', null, range],
    queryFn: ({ signal }) => call(api.GET('/internal/campaigns/summary', { params: { query: range }, signal })),
    refetchInterval: ({ state }) => refreshEveryMs(state.data?.range, REFRESHED_EVERY_MS),
    // other days of the same are shown, dimmed, until these are there
    placeholderData: (before) => before,
  });

export const oneSummaryQuery = (campaignId: string, range: DayRange) =>
  queryOptions({
    queryKey: [CAMPAIGNS_KEY, 'summary', campaignId, range],
    queryFn: ({ signal }) =>
      call(
        api.GET('/internal/campaigns/{campaign_id}/summary', {
          params: { path: { campaign_id: campaignId }, query: range },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => refreshEveryMs(state.data?.range, REFRESHED_EVERY_MS),
    placeholderData: (before) => (before?.campaign_id === campaignId ? before : undefined),
  });

export type RegistrationsAsked = {
  range: DayRange;
  campaignId: string | undefined;
  success: OutcomeFilter | undefined;
  errorCode: string | undefined;
};

export const registrationsQuery = ({ range, campaignId, success, errorCode }: RegistrationsAsked) =>
  infiniteQueryOptions({
    queryKey: [CAMPAIGNS_KEY, 'registrations', { range, campaignId, success, errorCode }],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET('/internal/funnel-events', {
          params: {
            query: {
              ...range,
              type: ['m_registration'],
              limit: REGISTRATIONS_A_PAGE,
              ...(campaignId !== undefined && { campaign_id: campaignId }),
              ...(success !== undefined && { success }),
              ...(errorCode !== undefined && { error_code: errorCode }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query: Paged<Schemas['FeedAnswer']>) =>
      registrationsRefresh(query.state.data?.pages ?? []) ? REFRESHED_EVERY_MS : false,
  });

/** A decision is never changed, so it is asked for once. */
export const evidenceQuery = (registrationId: string) =>
  queryOptions({
    queryKey: ['registration', registrationId],
    queryFn: ({ signal }) =>
      call(api.GET('/internal/registrations', { params: { query: { registration_id: registrationId } }, signal })),
    staleTime: Infinity,
  });

export const linksQuery = (campaignId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [CAMPAIGNS_KEY, 'links', campaignId ?? null],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET('/internal/links', {
          params: {
            query: {
              limit: LINKS_A_PAGE,
              ...(campaignId !== undefined && { campaign_id: campaignId }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query: Paged<Schemas['LinksAnswer']>) =>
      refreshedWhile(query.state.data?.pages ?? [], LINKS_A_PAGE, (page) => page.items) ? REFRESHED_EVERY_MS : false,
  });

/** Looks at every registration of the days again, so it is asked for when somebody asks, and never by itself. */
export const replayQuery = (range: DayRange, hours: number) =>
  infiniteQueryOptions({
    queryKey: [CAMPAIGNS_KEY, 'replay', range, hours],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.POST('/internal/tracking/replay', {
          params: { query: { ...range, ...(pageParam !== null && { cursor: pageParam }) } },
          body: { cookie_trust_window_hours: hours },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
