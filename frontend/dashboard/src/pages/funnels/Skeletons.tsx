import { Grid, Skeleton } from '@mantine/core';

/** As high as what will stand there. */
export function FunnelSkeleton() {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 5, xl: 4 }}>
        <Skeleton h={620} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7, xl: 8 }}>
        <ResultSkeleton />
      </Grid.Col>
    </Grid>
  );
}

export function ResultSkeleton() {
  return <Skeleton h={480} />;
}
