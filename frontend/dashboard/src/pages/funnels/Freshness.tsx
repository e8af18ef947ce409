import { Group, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import { refreshEveryMs } from '../../time/refresh';
import { REFRESH_MS, type FunnelReport } from './queries';

/** As of which roll-up the journeys are, and whether some of them go on beyond what is looked at. In its place before. */
export function Freshness({ report }: { report: FunnelReport | undefined }) {
  const { t } = useTranslation('funnels');
  const formats = useFormats();
  const seconds = report ? refreshEveryMs(report.range, REFRESH_MS) / 1000 : 0;
  return (
    <Group gap="md" mih={20} mb="sm">
      {report?.as_of && (
        <Text size="xs" c="dimmed" className="tf-steady" title={formats.dateTimeLong(report.as_of)}>
          {t('fresh.asOf', { time: formats.clock(report.as_of), seconds })}
        </Text>
      )}
      {report?.as_of === null && (
        <Text size="xs" c="dimmed" role="status">
          {t('fresh.notYet')}
        </Text>
      )}
      {report && report.truncated_traces > 0 && (
        <Group gap={4} wrap="nowrap" c="var(--tf-warn)" role="status">
          <IconInfoCircle size={14} aria-hidden />
          <Text size="xs" inherit>
            {t('fresh.truncated', {
              count: report.truncated_traces,
              number: formats.integer(report.truncated_traces),
            })}
          </Text>
        </Group>
      )}
    </Group>
  );
}
