import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';

export type Alarm = Schemas['AlarmAnswer'];

/** The roll-up judges every minute; so the page asks every half of one. */
export const alarmsQuery = queryOptions({
  queryKey: ['alarms'],
  queryFn: ({ signal }) => call(api.GET('/internal/alarms', { signal })),
  refetchInterval: 30_000,
});
