import { Group, Table, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../api/event_types';
import { Outcome } from '../../components/Outcome';
import { PageLink } from '../../components/PageLink';
import { Time } from '../../components/Time';
import { useListKeys } from '../../components/useListKeys';
import { useFormats } from '../../format/useFormats';
import type { PersonTrace } from './person';
import { useStageOf } from './useStageOf';

/** One row a trace; on a narrow page what has no column of its own stands beneath the id. */
export function TraceTable({ traces }: { traces: readonly PersonTrace[] }) {
  const { t } = useTranslation('trace');
  const navigate = useNavigate();
  const open = (index: number) => {
    const trace = traces[index];
    if (trace) void navigate({ to: '/trace', search: { trace_id: trace.traceId } });
  };
  const { rowProps } = useListKeys({ count: traces.length, open });
  return (
    <Table verticalSpacing="xs" aria-label={t('person.traces')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={{ base: '58%', sm: 'auto' }}>{t('person.trace')}</Table.Th>
          <Table.Th>{t('summary.last')}</Table.Th>
          <Table.Th visibleFrom="lg">{t('person.stage')}</Table.Th>
          <Table.Th visibleFrom="md">{t('person.firstAt')}</Table.Th>
          <Table.Th visibleFrom="sm">{t('person.lastAt')}</Table.Th>
          <Table.Th visibleFrom="md" className="tf-numbers">
            {t('summary.events')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {traces.map((trace, index) => (
          <Table.Tr key={trace.traceId} {...rowProps(index)}>
            <Cells trace={trace} />
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cells({ trace }: { trace: PersonTrace }) {
  const { t } = useTranslation(['trace', 'common']);
  const formats = useFormats();
  const labelOf = useEventTypeLabel();
  const stage = useStageOf()(trace.last.event_type);
  return (
    <>
      <Table.Td>
        <PageLink to="/trace" search={{ trace_id: trace.traceId }} ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {trace.traceId}
        </PageLink>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          <Time at={trace.lastAt} />
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap="0 8px">
          <Text size="sm">{labelOf(trace.last.event_type)}</Text>
          <Outcome success={trace.last.success} />
        </Group>
        {trace.last.error_code && (
          <Text size="xs" c="dimmed" ff="monospace">
            {trace.last.error_code}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="lg">{stage && t(`stage.${stage}`, { ns: 'common' })}</Table.Td>
      <Table.Td visibleFrom="md">
        <Time at={trace.firstAt} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Time at={trace.lastAt} />
      </Table.Td>
      <Table.Td visibleFrom="md" className="tf-numbers">
        {formats.integer(trace.count)}
      </Table.Td>
    </>
  );
}
