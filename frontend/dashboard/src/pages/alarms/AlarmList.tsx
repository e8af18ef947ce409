import { Stack } from '@mantine/core';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useListKeys } from '../../components/useListKeys';
import { AlarmRow, rowId } from './AlarmRow';
import { behind } from './behind';
import type { Alarm, AlarmId } from './queries';
import { useKeptSelection } from './useKeptSelection';

/** `alarms`: in the order in which they are shown. */
export function AlarmList({ alarms }: { alarms: readonly Alarm[] }) {
  const { t } = useTranslation('alarms');
  const router = useRouter();
  const navigate = useNavigate();
  const { alarm_id: openId } = useSearch({ from: '/shell/alarms' });
  const arrivedAt = useRef(openId);
  const toggleHistory = (id: AlarmId) =>
    void navigate({ to: '/alarms', search: id === openId ? {} : { alarm_id: id }, replace: true, resetScroll: false });
  const list = useListKeys({
    count: alarms.length,
    open: (index) => {
      const found = alarms[index] && behind(alarms[index]);
      if (found) void navigate({ to: found.to, search: found.search });
    },
    more: [
      {
        keys: 'h',
        label: t('history.open'),
        run: (index) => {
          if (alarms[index]) toggleHistory(alarms[index].id);
        },
      },
    ],
  });
  useKeptSelection(
    alarms.map((alarm) => alarm.id),
    list,
    openId,
  );
  useEffect(() => {
    if (arrivedAt.current) document.getElementById(rowId(arrivedAt.current))?.scrollIntoView({ block: 'nearest' });
  }, []);
  useEffect(() => {
    void router.preloadRoute({ to: '/events' }); // the next key leads there
  }, [router]);
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
      {alarms.map((alarm, index) => (
        <AlarmRow
          key={alarm.id}
          alarm={alarm}
          rowProps={list.rowProps(index)}
          select={() => list.select(index)}
          isOpen={alarm.id === openId}
          toggleHistory={() => toggleHistory(alarm.id)}
        />
      ))}
    </Stack>
  );
}
