import { Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StillWaiting } from './StillWaiting';
import { TroubleNote } from './TroubleNote';

type Asked<T> = Pick<UseQueryResult<T>, 'data' | 'failureReason' | 'error' | 'refetch' | 'isFetching'>;

type Props<T> = {
  query: Asked<T>;
  /** As large as what will stand there, so that nothing jumps. */
  loading: ReactNode;
  children: (data: T) => ReactNode;
};

/** What was asked for, or in its place what to do: waiting, refused, unreachable. Old data stays, with a note above it. */
export function Await<T>({ query, loading, children }: Props<T>) {
  const trouble = query.failureReason ?? query.error;
  const note = trouble ? <TroubleNote error={trouble} retry={() => void query.refetch()} /> : null;
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
