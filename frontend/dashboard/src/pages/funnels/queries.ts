import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';
import type { DayRange } from '../../time/range';
import { refreshEveryMs } from '../../time/refresh';
import type { Breakdown, Order } from './search';

export type FunnelReport = Schemas['FunnelAnswer'];
export type FunnelStep = Schemas['FunnelStepAnswer'];
export type FunnelTrace = Schemas['FunnelTraceAnswer'];
export type WhatFollowed = Schemas['FunnelAfterAnswer'];
export type Preset = Schemas['PresetAnswer'];

/** A funnel, as it is asked for. */
export type Asked = { range: DayRange; steps: readonly string[]; order: Order; windowSeconds: number };
export type AskedReport = Asked & { breakdown: Breakdown | undefined; compare: boolean };
/** An answer with its question: what it means hangs on the order that was asked for. */
export type Answered = { asked: AskedReport; report: FunnelReport };

export const FUNNELS_KEY = 'funnels';
/** Journeys are as of the last roll-up, and that runs each minute. */
export const REFRESH_MS = 60_000;
const TRACES_A_PAGE = 25;

/** Names that the dictionary has not are for the service to refuse, in its own words. */
function asQuery({ range, steps, order, windowSeconds }: Asked) {
  return { ...range, steps: steps as FunnelStep['event_type'][], order, window_seconds: windowSeconds };
}

export const presetsQuery = queryOptions({
  queryKey: [FUNNELS_KEY, 'presets'],
  queryFn: ({ signal }) => call(api.GET('/internal/funnels/presets', { signal })),
  staleTime: Infinity,
});

/** The answer to the question before stays on the page, dimmed, until the new one is there. */
export const reportQuery = (asked: AskedReport) =>
  queryOptions({
    queryKey: [FUNNELS_KEY, 'report', asked],
    queryFn: async ({ signal }): Promise<Answered> => {
      const { breakdown, compare } = asked;
      const query = {
        ...asQuery(asked),
        ...(breakdown === undefined ? {} : { breakdown }),
        ...(compare ? { compare: 'previous' as const } : {}),
      };
      return { asked, report: await call(api.GET('/internal/funnels', { params: { query }, signal })) };
    },
    refetchInterval: ({ state }) => refreshEveryMs(state.data?.report.range, REFRESH_MS),
    placeholderData: keepPreviousData,
  });

/** `reached`: a step but the last, from 1. */
export const followedQuery = (asked: Asked, reached: number) =>
  queryOptions({
    queryKey: [FUNNELS_KEY, 'after', asked, reached],
    queryFn: ({ signal }) =>
      call(api.GET('/internal/funnels/after', { params: { query: { ...asQuery(asked), reached } }, signal })),
    refetchInterval: ({ state }) => refreshEveryMs(state.data?.range, REFRESH_MS),
  });

/** Who reached the step and not the next; not asked for again by itself: what is being read would move. */
export const droppedQuery = (asked: Asked, reached: number) =>
  infiniteQueryOptions({
    queryKey: [FUNNELS_KEY, 'traces', asked, reached],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET('/internal/funnels/traces', {
          params: {
            query: {
              ...asQuery(asked),
              reached,
              dropped: 'true',
              limit: TRACES_A_PAGE,
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchOnWindowFocus: false,
  });
