import { Grid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { EventType } from '../../api/event_types';
import { previousRange, rangeOf } from '../../time/range';
import { ChartPanel } from './ChartPanel';
import { EmptyService } from './EmptyService';
import { ErrorsPanel } from './ErrorsPanel';
import { KpiGroups } from './KpiGroups';
import { QuietDays } from './QuietDays';
import { SourcesPanel } from './SourcesPanel';
import { beforeQuery, everQuery, isQuiet, type Summary } from './summary';
import { TrackingPanel } from './TrackingPanel';
import { useChartChoice } from './useChartChoice';
import type { useOverview } from './useOverview';

type Props = {
  summary: Summary;
  /** It is of other days than were asked for: their own are on the way. */
  stale: boolean;
  types: readonly EventType[];
  view: ReturnType<typeof useOverview>;
};

/** Cards, chart and tables of one answer, so that they agree with each other. */
export function Numbers({ summary, stale, types, view }: Props) {
  const { search, change, compare, today } = view;
  const quiet = !stale && isQuiet(summary);
  const ever = useQuery({ ...everQuery(today), enabled: quiet });
  const before = useQuery({ ...beforeQuery(previousRange(summary.range)), enabled: compare && !quiet });
  const { offered, chosen } = useChartChoice(summary, types, search.series);
  if (quiet && ever.data && isQuiet(ever.data)) return <EmptyService />;
  return (
    <Stack gap="md" aria-busy={stale} style={{ opacity: stale ? 0.5 : 1, transition: 'opacity 150ms 100ms' }}>
      {quiet && ever.data && <QuietDays showMore={() => change(rangeOf('last28', today), 'place')} />}
      <KpiGroups
        summary={summary}
        types={types}
        compared={compare}
        charted={chosen.map((one) => one.id)}
        onChart={(series) => change({ series })}
      />
      <ChartPanel
        summary={summary}
        before={compare ? before.data : undefined}
        offered={offered}
        chosen={chosen}
        search={search}
        change={change}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <ErrorsPanel summary={summary} compared={compare} stale={stale} search={search} change={change} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="md">
            <SourcesPanel summary={summary} />
            <TrackingPanel summary={summary} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
