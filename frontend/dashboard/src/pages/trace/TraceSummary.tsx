import { Divider, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../components/CopyText';
import { Facts } from '../../components/Facts';
import { Time } from '../../components/Time';
import { useFormats } from '../../format/useFormats';
import { AttributionFact } from './AttributionFact';
import { LastFailure } from './LastFailure';
import { People } from './People';
import type { Timeline } from './queries';
import { StageLadder } from './StageLadder';
import { TraceOutcome } from './TraceOutcome';

/** The trace at a glance: whose, how far, how it ended, where it came from. */
export function TraceSummary({ timeline }: { timeline: Timeline }) {
  const { t } = useTranslation('trace');
  const formats = useFormats();
  const lasted = Date.parse(timeline.last_at) - Date.parse(timeline.first_at);
  const failures = timeline.events.filter((event) => event.success === false).length;
  const counted = [formats.integer(timeline.events.length), failures > 0 && t('summary.failures', { count: failures })]
    .filter(Boolean)
    .join(' · ');
  return (
    <Paper component="section" withBorder p="md" aria-label={t('summary.label')}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <Group gap={4} wrap="nowrap" miw={0}>
            <Text ff="monospace" fw={600} style={{ overflowWrap: 'anywhere' }}>
              {timeline.trace_id}
            </Text>
            <CopyText text={timeline.trace_id} what={t('summary.traceId')} />
          </Group>
          <TraceOutcome outcome={timeline.outcome} />
        </Group>
        <StageLadder timeline={timeline} />
        <Divider />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" verticalSpacing={4}>
          <Facts
            facts={[
              { label: t('summary.first'), value: <Time at={timeline.first_at} /> },
              { label: t('summary.last'), value: <Time at={timeline.last_at} /> },
              { label: t('summary.duration'), value: formats.duration(lasted) },
              { label: t('summary.events'), value: counted },
            ]}
          />
          <Facts
            facts={[
              { label: t('summary.person'), value: <People timeline={timeline} /> },
              { label: t('summary.attribution'), value: <AttributionFact timeline={timeline} /> },
              { label: t('summary.lastFailure'), value: failures > 0 ? <LastFailure timeline={timeline} /> : null },
            ]}
          />
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}
