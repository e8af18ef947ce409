import { Grid, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { EventType } from '../../api/event_types';
import { Await } from '../../components/Await';
import { DropOff } from './drop-off/DropOff';
import type { Answered, Preset } from './queries';
import { Question } from './question/Question';
import { BreakdownPanel } from './result/BreakdownPanel';
import { dropOffButton } from './result/drop_off_button';
import { Result } from './result/Result';
import { ResultSkeleton } from './Skeletons';
import type { FunnelView } from './useFunnel';

type Props = {
  view: FunnelView;
  types: readonly EventType[];
  presets: readonly Preset[];
  report: UseQueryResult<Answered>;
};

/** The question on the left, its answer beside it; what is behind one drop-off, and the breakdown, beneath. */
export function Funnel({ view, types, presets, report }: Props) {
  const { search, asked, opened, change } = view;
  const [byHand, setByHand] = useState(false);
  const found = report.data;
  const stale = report.isPlaceholderData;
  return (
    <Stack gap="md">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 5, xl: 4 }}>
          <Question view={view} types={types} presets={presets} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7, xl: 8 }}>
          <Await query={report} loading={<ResultSkeleton />}>
            {(answered) => <Result view={view} answered={answered} stale={stale} onToggle={() => setByHand(true)} />}
          </Await>
        </Grid.Col>
      </Grid>
      {opened !== null && (
        <DropOff
          key={opened}
          asked={asked}
          reached={opened}
          byHand={byHand}
          close={() => {
            change({ reached: undefined });
            dropOffButton(opened)?.focus();
          }}
        />
      )}
      {found?.asked.breakdown !== undefined && (found.report.steps[0]?.count ?? 0) > 0 && (
        <BreakdownPanel
          answered={found}
          breakdown={found.asked.breakdown}
          stale={stale}
          all={search.rows === 'all'}
          showAll={(all) => change({ rows: all ? 'all' : undefined }, 'look')}
        />
      )}
    </Stack>
  );
}
