import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';

export type Timeline = Schemas['TimelineAnswer'];
export type TimelineEvent = Schemas['TimelineEventAnswer'];

export const LIVE_EVERY_MS = 5000;
const LIVE_FOR_MS = 10 * 60_000;

/** Whether the person may still be on the way: then the page looks for news. */
export function isLive(timeline: Timeline | undefined, nowMs: number): boolean {
  return timeline !== undefined && nowMs - Date.parse(timeline.last_at) < LIVE_FOR_MS;
}

/** In the query form, which takes an id of any characters. */
export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => call(api.GET('/internal/trace', { params: { query: { trace_id: traceId } }, signal })),
    refetchInterval: ({ state }) => (isLive(state.data, Date.now()) ? LIVE_EVERY_MS : false),
  });

/** Decided once, and never again. */
export const registrationQuery = (registrationId: string) =>
  queryOptions({
    queryKey: ['registration', registrationId],
    queryFn: ({ signal }) =>
      call(api.GET('/internal/registrations', { params: { query: { registration_id: registrationId } }, signal })),
    staleTime: Infinity,
  });

/** The fingerprints of an address, which stands in this one request's body and nowhere else. */
export async function lookUpAddress(address: string): Promise<string[]> {
  const { fingerprints } = await call(api.POST('/internal/subjects/lookup', { body: { email: address } }));
  return fingerprints;
}
