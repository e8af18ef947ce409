import { Button, Code, Group, Skeleton, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../../api/event_types';
import { Await } from '../../../components/Await';
import { PageLink } from '../../../components/PageLink';
import { Time } from '../../../components/Time';
import { useListKeys } from '../../../components/useListKeys';
import { droppedQuery, type Asked, type FunnelTrace } from '../queries';

/** Who dropped off, those that began last first; each leads to its trace. */
export function DroppedTraces({ asked, reached }: { asked: Asked; reached: number }) {
  const { t } = useTranslation('funnels');
  const id = useId();
  const traces = useInfiniteQuery(droppedQuery(asked, reached));
  const found = traces.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="sm" id={id} mb="xs">
        {t('dropOff.traces')}
      </Title>
      <Await query={traces} loading={<Skeleton h={200} />}>
        {() =>
          found.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('dropOff.nobody')}
            </Text>
          ) : (
            <>
              <TraceTable traces={found} labelledBy={id} />
              {traces.hasNextPage && (
                <Group justify="center" mt="sm">
                  <Button
                    variant="default"
                    size="xs"
                    loading={traces.isFetchingNextPage}
                    onClick={() => void traces.fetchNextPage()}
                  >
                    {t('dropOff.more')}
                  </Button>
                </Group>
              )}
            </>
          )
        }
      </Await>
    </section>
  );
}

function TraceTable({ traces, labelledBy }: { traces: readonly FunnelTrace[]; labelledBy: string }) {
  const { t } = useTranslation('funnels');
  const navigate = useNavigate();
  const labelOf = useEventTypeLabel();
  const { rowProps } = useListKeys({
    count: traces.length,
    open: (index) => {
      const trace = traces[index];
      if (trace) void navigate({ to: '/trace', search: { trace_id: trace.trace_id } });
    },
  });
  return (
    <Table verticalSpacing={6} aria-labelledby={labelledBy}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('dropOff.trace')}</Table.Th>
          <Table.Th scope="col">{t('dropOff.last')}</Table.Th>
          <Table.Th scope="col" visibleFrom="xl">
            {t('dropOff.reachedAt')}
          </Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            {t('dropOff.lastAt')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {traces.map((trace, index) => (
          <Table.Tr key={trace.trace_id} {...rowProps(index)}>
            <Table.Td>
              <PageLink
                to="/trace"
                search={{ trace_id: trace.trace_id }}
                ff="monospace"
                translate="no"
                style={{ overflowWrap: 'anywhere' }}
              >
                {trace.trace_id}
              </PageLink>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                <Time at={trace.last_at} />
              </Text>
            </Table.Td>
            <Table.Td>
              {trace.last_event_type !== null && <Text size="sm">{labelOf(trace.last_event_type)}</Text>}
              {trace.last_error_code !== null && (
                <Code bg="transparent" c="var(--tf-bad)" p={0} style={{ overflowWrap: 'anywhere' }}>
                  {trace.last_error_code}
                </Code>
              )}
            </Table.Td>
            <Table.Td visibleFrom="xl">
              <Time at={trace.reached_at} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Time at={trace.last_at} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
