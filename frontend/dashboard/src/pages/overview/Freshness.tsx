import { Group, Text } from '@mantine/core';
import { IconClockPause, IconHourglass } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import { refreshEveryMs } from '../../time/refresh';
import { useToday } from '../../time/useToday';
import { REFRESH_MS, type Summary } from './summary';

/** As of when the numbers are, and what of them is still on its way. In its place before they are there. */
export function Freshness({ summary, compare }: { summary: Summary | undefined; compare: boolean }) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const time = summary ? formats.clock(summary.as_of) : null;
  const today = useToday();
  const pending = summary?.pending_days ?? [];
  const daysOf = (days: readonly string[]) => formats.days({ from: days[0] ?? '', to: days.at(-1) ?? '' });
  return (
    <Group gap="md" mih={20} mb="sm">
      {summary && (
        <Text size="xs" c="dimmed" className="tf-steady" title={formats.dateTimeLong(summary.as_of)}>
          {t('fresh.asOf', { time })}
          {summary.live && ` · ${t('fresh.live', { seconds: refreshEveryMs(summary.range, REFRESH_MS) / 1000 })}`}
        </Text>
      )}
      {compare && summary && summary.range.to >= today && (
        <Text size="xs" c="dimmed">
          {t('fresh.partDay')}
        </Text>
      )}
      {summary?.live === false && (
        <Partial icon={<IconClockPause size={14} aria-hidden />}>{t('fresh.notLive', { time })}</Partial>
      )}
      {pending.length > 0 && (
        <Partial icon={<IconHourglass size={14} aria-hidden />}>
          {t('fresh.pending', { count: pending.length, days: daysOf(pending) })}
        </Partial>
      )}
    </Group>
  );
}

function Partial({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <Group gap={4} wrap="nowrap" c="var(--tf-warn)" role="status">
      {icon}
      <Text size="xs" inherit>
        {children}
      </Text>
    </Group>
  );
}
