import { Stack } from '@mantine/core';
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StillWaiting } from './StillWaiting';
import { TroubleNote } from './TroubleNote';
import { useTryNow } from './useTryNow';

type Asked<T> = Pick<UseQueryResult<T>, 'data' | 'failureReason' | 'error' | 'refetch'> &
  Partial<Pick<UseInfiniteQueryResult<T>, 'fetchNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'>>;

type Props<T> = {
  query: Asked<T>;
  /** As large as what will stand there, so that nothing jumps. */
  loading: ReactNode;
  children: (data: T) => ReactNode;
};

/** What was asked for, or in its place what to do: waiting, refused, unreachable. Old data stays, with a note above it. */
export function Await<T>({ query, loading, children }: Props<T>) {
  const tryNow = useTryNow();
  const trouble = query.failureReason ?? query.error;
  const again = () => {
    if (query.isFetchingNextPage || query.isFetchNextPageError) void query.fetchNextPage?.();
    else if (query.data !== undefined) void query.refetch();
    else tryNow();
  };
  const note = trouble ? <TroubleNote error={trouble} retry={again} /> : null;
  if (query.data !== undefined) {
    return (
      <>
        {note}
        {children(query.data)}
      </>
    );
  }
  return (
    <Stack gap="sm" aria-busy={!note}>
      {note ?? (
        <>
          <StillWaiting />
          {loading}
        </>
      )}
    </Stack>
  );
}
