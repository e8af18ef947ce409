import { Box, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../components/Panel';
import { PageLink } from '../../../components/PageLink';
import { DASH } from '../../../format/formats';
import { useFormats } from '../../../format/useFormats';
import type { CampaignSummary } from '../queries';
import { present, type OutcomeFilter } from '../search';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { Swatch, TrackedBar } from './TrackedBar';

type Props = { summary: CampaignSummary; campaignId?: string };

/** The success rate, what it is made of, and the registrations beside what came in. */
export function Figures({ summary, campaignId }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <TrackingFigures summary={summary} />
      <VisitFigures summary={summary} {...(campaignId !== undefined && { campaignId })} />
    </SimpleGrid>
  );
}

function TrackingFigures({ summary }: { summary: CampaignSummary }) {
  const { t } = useTranslation('campaigns');
  const { tracked_count: tracked, untracked_count: untracked, tracking_success_rate: rate } = summary.tracking_metadata;
  const unknown = summary.registrations - tracked - untracked;
  return (
    <Panel title={t('figures.rate')} note={t('figures.rateIs')}>
      <Stack gap="sm">
        <Text fz={34} lh={1.1} fw={700} data-figure="tracking_success_rate">
          {rate ?? DASH}
        </Text>
        <TrackedBar tracked={tracked} untracked={untracked} />
        <Group gap="lg" mih={22}>
          <CountOf outcome="true" name="tracked" count={tracked} />
          <CountOf outcome="false" name="untracked" count={untracked} />
          {unknown > 0 && <CountOf outcome="null" name="unknown" count={unknown} />}
        </Group>
      </Stack>
    </Panel>
  );
}

type Outcome = { outcome: OutcomeFilter; name: 'tracked' | 'untracked' | 'unknown'; count: number };

/** Leads to exactly these registrations. */
function CountOf({ outcome, name, count }: Outcome) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const { search } = useCampaignsSearch();
  const { from, to, campaign_id } = search;
  return (
    <Group gap={6} wrap="nowrap">
      <Swatch of={name} />
      <PageLink
        to="/campaigns"
        search={present({ from, to, campaign_id, tab: 'registrations', success: outcome })}
        size="sm"
        data-figure={name}
      >
        {t(`figures.${name}`, { shown: formats.integer(count) })}
      </PageLink>
    </Group>
  );
}

function VisitFigures({ summary, campaignId }: Props) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const { from, to } = useCampaignsSearch().search;
  const of = {
    from: summary.range.from,
    to: summary.range.to,
    ...(campaignId !== undefined && { campaign_id: campaignId }),
  };
  return (
    <Panel title={t('figures.ways')} note={t('figures.conversionIs')}>
      <Group justify="space-between" gap="md">
        <Figure id="registrations" label={t('column.registrations')}>
          <PageLink
            to="/campaigns"
            search={present({ from, to, campaign_id: campaignId, tab: 'registrations' })}
            inherit
            underline="hover"
          >
            {formats.integer(summary.registrations)}
          </PageLink>
        </Figure>
        <Figure id="visits" label={t('column.visits')}>
          <PageLink to="/events" search={{ ...of, type: ['m_page_view'] }} inherit underline="hover">
            {formats.integer(summary.visits)}
          </PageLink>
        </Figure>
        <Figure id="clicks" label={t('column.clicks')}>
          <PageLink to="/events" search={{ ...of, type: ['m_link_click'] }} inherit underline="hover">
            {formats.integer(summary.clicks)}
          </PageLink>
        </Figure>
        <Figure id="conversion_ratio" label={t('column.conversion')}>
          {formats.value(summary.conversion_ratio, 'ratio')}
        </Figure>
      </Group>
    </Panel>
  );
}

function Figure({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <Box miw={{ base: '42%', xs: 84 }}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={24} fw={650} lh={1.3} data-figure={id} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Text>
    </Box>
  );
}
