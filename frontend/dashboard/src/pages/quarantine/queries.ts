import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';

export type Quarantined = Schemas['QuarantinedAnswer'];

/** The latest receipt first. */
export const quarantineQuery = infiniteQueryOptions({
  queryKey: ['quarantine'],
  queryFn: ({ signal, pageParam }) =>
    call(
      api.GET('/internal/quarantine', {
        params: { query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});
