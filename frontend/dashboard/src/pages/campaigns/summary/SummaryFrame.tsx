import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

/** `stale`: what is shown is of the days chosen before, until those of these are there. */
export function SummaryFrame({ stale, children }: { stale: boolean; children: ReactNode }) {
  return (
    <Stack gap="md" aria-busy={stale} opacity={stale ? 0.5 : 1}>
      {children}
    </Stack>
  );
}

export function SummarySkeleton() {
  return (
    <Stack gap="md">
      <Skeleton h={168} />
      <Skeleton h={398} />
      <Skeleton h={260} />
    </Stack>
  );
}
