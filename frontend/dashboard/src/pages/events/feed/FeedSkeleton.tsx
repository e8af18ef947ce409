import { Skeleton, Stack } from '@mantine/core';

const ROWS = 14;

/** As high as the rows that will stand there. */
export function FeedSkeleton() {
  return (
    <Stack gap={8} pt={40} px={12}>
      {Array.from({ length: ROWS }, (_, row) => (
        <Skeleton key={row} h={28} />
      ))}
    </Stack>
  );
}
