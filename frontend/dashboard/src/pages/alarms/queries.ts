import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';

export type Alarm = Schemas['AlarmAnswer'];
export type AlarmId = Alarm['id'];
export type AlarmCause = Schemas['AlarmCauseAnswer'];
export type Change = Schemas['ChangeAnswer'];

const EVERY_MS = 30_000;

/** The roll-up judges every minute; so the page asks every half of one. */
export const alarmsQuery = queryOptions({
  queryKey: ['alarms'],
  queryFn: ({ signal }) => call(api.GET('/internal/alarms', { signal })),
  refetchInterval: EVERY_MS,
});

/** The changes of state of 90 days, the newest first. */
export function historyQuery(alarmId: AlarmId) {
  return infiniteQueryOptions({
    queryKey: ['alarms', alarmId, 'history'],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET('/internal/alarms/{alarm_id}/history', {
          params: { path: { alarm_id: alarmId }, query: pageParam === null ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: EVERY_MS,
  });
}
