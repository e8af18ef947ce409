import { Skeleton, Stack } from '@mantine/core';

/** As high as what will stand there. */
export function OverviewSkeleton() {
  return (
    <Stack gap="md">
      <Skeleton h={430} />
      <Skeleton h={480} />
      <Skeleton h={400} />
    </Stack>
  );
}
