import { ActionIcon, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { Await } from '../../components/Await';
import { PageTitle } from '../../components/PageTitle';
import { useFormats } from '../../format/useFormats';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { AlarmList } from './AlarmList';
import { inOrder } from './judged';
import { alarmsQuery } from './queries';

/** Also asked for while the tab is hidden, since its title says how many are on. */
export function AlarmsPage() {
  const { t } = useTranslation('alarms');
  const alarms = useQuery({ ...alarmsQuery, refetchIntervalInBackground: true });
  const on = alarms.data?.items.filter((alarm) => alarm.state === 'alarm').length ?? 0;
  const refresh = () => void alarms.refetch();
  useShortcuts([{ keys: 'r', label: t('refresh'), group: 'page', run: refresh }]);
  return (
    <>
      <PageTitle title={t('title')} documentTitle={on > 0 ? t('titleOn', { on }) : t('title')}>
        <AsOf at={alarms.dataUpdatedAt} />
        <ActionIcon variant="subtle" color="gray" aria-label={t('refresh')} title={t('refresh')} onClick={refresh}>
          <IconRefresh size={18} />
        </ActionIcon>
      </PageTitle>
      <Await query={alarms} loading={<Waiting />}>
        {(data) => (
          <>
            <Summary states={data.items.map((alarm) => alarm.state)} />
            <AlarmList alarms={inOrder(data.items)} />
          </>
        )}
      </Await>
      <Judged />
    </>
  );
}

function Waiting() {
  return (
    <Stack gap="sm">
      <Skeleton h={24} w={240} />
      {Array.from({ length: 9 }, (_, index) => (
        <Skeleton key={index} h={118} radius="md" />
      ))}
    </Stack>
  );
}

function AsOf({ at }: { at: number }) {
  const { t } = useTranslation('alarms');
  const formats = useFormats();
  return (
    <Text size="xs" c="dimmed" className="tf-steady">
      {at > 0 ? t('asOf', { time: formats.clock(new Date(at).toISOString()) }) : ''}
    </Text>
  );
}

/** Told to whoever cannot see the page, too, when it changes. */
function Summary({ states }: { states: readonly string[] }) {
  const { t } = useTranslation('alarms');
  const count = (state: string) => states.filter((one) => one === state).length;
  const on = count('alarm');
  return (
    <Group role="status" gap="md" mb="sm">
      <Text fw={600} style={{ color: on > 0 ? 'var(--tf-bad)' : 'var(--tf-good)' }}>
        {on > 0 ? t('summary.on', { count: on }) : t('summary.none')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('summary.ok', { count: count('ok') })}
      </Text>
      <Text size="sm" c="dimmed">
        {t('summary.noData', { count: count('no_data') })}
      </Text>
    </Group>
  );
}

function Judged() {
  const { t } = useTranslation('alarms');
  const formats = useFormats();
  const { alarm_window_minutes: minutes } = useSession();
  return (
    <Text size="xs" c="dimmed" mt="md">
      {t('judged', { window: formats.duration(minutes * 60_000) })}
    </Text>
  );
}
