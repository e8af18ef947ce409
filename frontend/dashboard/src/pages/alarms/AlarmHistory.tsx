import { Button, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Await } from '../../components/Await';
import { Time } from '../../components/Time';
import { useFormats } from '../../format/useFormats';
import { useNow } from '../../time/useNow';
import classes from './alarms.module.css';
import { CauseText } from './CauseText';
import { periodsOf, type Period } from './history';
import { HistoryLine } from './HistoryLine';
import { Lasting } from './Lasting';
import { historyQuery, type Alarm } from './queries';
import { StateSign } from './StateSign';
import { useMeasure } from './useMeasure';

/** The changes of state of 90 days: on a line for the eye, and one by one. */
export function AlarmHistory({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('alarms');
  const history = useInfiniteQuery(historyQuery(alarm.id));
  const now = useNow(60_000);
  return (
    <Stack gap="sm">
      <Title order={3} size="h6">
        {t('history.title')}
      </Title>
      <Await query={history} loading={<Skeleton h={132} />}>
        {(data) => {
          const periods = periodsOf(
            data.pages.flatMap((page) => page.items),
            now,
          );
          return periods.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('history.none')}
            </Text>
          ) : (
            <>
              <HistoryLine periods={periods} now={now} />
              <Changes alarm={alarm} periods={periods} />
            </>
          );
        }}
      </Await>
      {history.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t('history.older')}
        </Button>
      )}
    </Stack>
  );
}

function Changes({ alarm, periods }: { alarm: Alarm; periods: readonly Period[] }) {
  const { t } = useTranslation('alarms');
  return (
    <Table verticalSpacing={6} horizontalSpacing="xs" className={classes.changes}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('history.at')}</Table.Th>
          <Table.Th>{t('history.state')}</Table.Th>
          <Table.Th visibleFrom="sm">{t('history.lasted')}</Table.Th>
          <Table.Th>{t('history.what')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {periods.map((period) => (
          <ChangeRow key={period.at} alarm={alarm} period={period} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function ChangeRow({ alarm, period }: { alarm: Alarm; period: Period }) {
  const { t } = useTranslation('alarms');
  const formats = useFormats();
  const measure = useMeasure();
  return (
    <Table.Tr>
      <Table.Td>
        <Time at={period.at} />
      </Table.Td>
      <Table.Td>
        <StateSign state={period.state} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {period.isCurrent ? (
          <Lasting since={period.at} text={(duration) => t('history.soFar', { duration })} />
        ) : (
          formats.duration(period.toMs - period.fromMs)
        )}
      </Table.Td>
      <Table.Td>
        {period.value === null ? null : <Text size="sm">{measure.sentence(alarm, period.value)}</Text>}
        <CauseText cause={period.cause} reason={period.reason} />
      </Table.Td>
    </Table.Tr>
  );
}
