import { Skeleton, Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Await } from '../../../components/Await';
import type { DayRange } from '../../../time/range';
import { allSummaryQuery, replayQuery } from '../queries';
import { ChangedRegistrations } from './ChangedRegistrations';
import { Comparison } from './Comparison';

type Props = { range: DayRange; hours: number; inUse: number };

export function Replay({ range, hours, inUse }: Props) {
  const asked = useInfiniteQuery(replayQuery(range, hours));
  const summary = useQuery(allSummaryQuery(range));
  const counted = summary.isPlaceholderData ? undefined : summary.data?.registrations;
  return (
    <Await query={asked} loading={<ReplaySkeleton />}>
      {({ pages }) => {
        const [first] = pages;
        if (!first) return null;
        return (
          <Stack gap="md">
            <Comparison replay={first} hours={hours} inUse={inUse} registrations={counted} />
            <ChangedRegistrations changed={pages.flatMap((page) => page.changed)} query={asked} />
          </Stack>
        );
      }}
    </Await>
  );
}

function ReplaySkeleton() {
  return (
    <Stack gap="md">
      <Skeleton h={240} />
      <Skeleton h={180} />
    </Stack>
  );
}
