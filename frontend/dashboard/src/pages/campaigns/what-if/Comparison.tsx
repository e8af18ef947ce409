import { Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { Change } from '../../../components/Change';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { DASH } from '../../../format/formats';
import { useFormats } from '../../../format/useFormats';
import type { TrackingMetadata } from '../queries';
import { TrackedBar } from '../summary/TrackedBar';
import { useReasonName } from '../../../reasons/untracked_reasons';
import { compareReasons, leftOut, rateChange } from './compare';

type Props = {
  replay: Schemas['ReplayAnswer'];
  hours: number;
  inUse: number;
  /** All of the days, those without a snapshot among them. */
  registrations: number | undefined;
};

/** As it was decided, beside as it would have been. */
export function Comparison({ replay, hours, inUse, registrations }: Props) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const { actual, replayed, range } = replay;
  const without = leftOut(registrations, actual) ?? 0;
  const looked = actual.tracked_count + actual.untracked_count;
  const window = formats.duration(hours * 3_600_000);
  return (
    <Panel title={t('whatIf.result')} note={`${formats.day(range.from)} – ${formats.day(range.to)}`}>
      {looked === 0 ? (
        <EmptyNote title={t('whatIf.nothing')} help={t('whatIf.nothingHelp')} />
      ) : (
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg">
            <Side id="actual" title={t('whatIf.actual')} tracking={actual} />
            <Side id="replayed" title={t('whatIf.replayed', { window })} tracking={replayed}>
              <Change change={rateChange(actual, replayed)} unit="ratio" good="up" />
            </Side>
          </SimpleGrid>
          <ReasonTable actual={actual} replayed={replayed} />
        </Stack>
      )}
      {hours === inUse && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('whatIf.same')}
        </Text>
      )}
      {without > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('whatIf.leftOut', { count: without })}
        </Text>
      )}
    </Panel>
  );
}

type SideProps = { id: string; title: string; tracking: TrackingMetadata; children?: ReactNode };

function Side({ id, title, tracking, children }: SideProps) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const { tracked_count: tracked, untracked_count: untracked } = tracking;
  return (
    <Stack gap={6}>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Group gap="sm" align="baseline">
        <Text fz={30} fw={700} lh={1.1} data-figure={id}>
          {tracking.tracking_success_rate ?? DASH}
        </Text>
        {children}
      </Group>
      <TrackedBar tracked={tracked} untracked={untracked} />
      <Text size="sm">
        {t('figures.tracked', { shown: formats.integer(tracked) })} ·{' '}
        {t('figures.untracked', { shown: formats.integer(untracked) })}
      </Text>
    </Stack>
  );
}

function ReasonTable({ actual, replayed }: { actual: TrackingMetadata; replayed: TrackingMetadata }) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const reasonName = useReasonName();
  const reasons = compareReasons(actual, replayed);
  if (reasons.length === 0) return null;
  return (
    <Table aria-label={t('reasons.title')} verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('column.reason')}</Table.Th>
          <Table.Th className="tf-numbers">{t('whatIf.now')}</Table.Th>
          <Table.Th className="tf-numbers">{t('whatIf.then')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {reasons.map(({ reason, actual: before, replayed: after }) => (
          <Table.Tr key={reason}>
            <Table.Th scope="row" fw={400}>
              {reasonName(reason)}
            </Table.Th>
            <Table.Td className="tf-numbers">{formats.integer(before)}</Table.Td>
            <Table.Td className="tf-numbers" fw={before === after ? 400 : 700}>
              {formats.integer(after)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
