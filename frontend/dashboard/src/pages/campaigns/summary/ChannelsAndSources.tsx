import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useChannelLabel } from '../../../components/evidence/useChannelLabel';
import type { CampaignSummary } from '../queries';
import { Breakdown } from './Breakdown';

/** What brought the tracked registrations. Untracked is a state of its own beside the channels, never one of them. */
export function ChannelsAndSources({ summary }: { summary: CampaignSummary }) {
  const { t } = useTranslation('campaigns');
  const channelLabel = useChannelLabel();
  const { tracked_count: tracked, untracked_count: untracked } = summary.tracking_metadata;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Breakdown
        title={t('channels.title')}
        named={t('column.channel')}
        parts={summary.channels.map(({ channel, registrations }) => ({
          id: channel,
          label: channelLabel(channel),
          count: registrations,
        }))}
        without={t('channels.without')}
        tracked={tracked}
        untracked={untracked}
      />
      <Breakdown
        title={t('sources.title')}
        named={t('column.utm_source')}
        parts={summary.utm_sources.map(({ utm_source: source, registrations }) => ({
          id: source,
          label: source,
          count: registrations,
        }))}
        without={t('sources.without')}
        tracked={tracked}
        untracked={untracked}
      />
    </SimpleGrid>
  );
}
