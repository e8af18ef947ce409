import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import type { CampaignSummary } from './queries';

/** As of when the numbers are, and whether some of them still move. In place before they are there, so nothing jumps. */
export function Freshness({ summary }: { summary: CampaignSummary | undefined }) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const pending = summary?.pending_days.length ?? 0;
  return (
    <Group gap="xs" mih={20} w={{ base: '100%', sm: 'auto' }}>
      {pending > 0 && (
        <Text size="xs" c="var(--tf-warn)">
          {t('pending', { count: pending })}
        </Text>
      )}
      {summary?.live === false && (
        <Text size="xs" c="var(--tf-warn)">
          {t('notLive')}
        </Text>
      )}
      {summary && (
        <Text
          size="xs"
          c="dimmed"
          style={{ fontVariantNumeric: 'tabular-nums' }}
          title={formats.dateTimeLong(summary.as_of)}
        >
          {t('asOf', { time: formats.clock(summary.as_of) })}
        </Text>
      )}
    </Group>
  );
}
