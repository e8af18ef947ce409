import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';
import { PageLink } from '../../components/PageLink';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { CampaignFacts } from './CampaignFacts';
import { CampaignTabs } from './CampaignTabs';
import { LinksTab } from './links/LinksTab';
import { registryQuery } from './queries';
import { RegistrationsTab } from './registrations/RegistrationsTab';
import { OneSummary } from './summary/OneSummary';
import { daysOf, useCampaignsSearch } from './useCampaignsSearch';

/** What one campaign brought, its registrations and its links. The replay is of all campaigns, and stands there. */
export function OneCampaign({ campaignId }: { campaignId: string }) {
  const { t } = useTranslation('campaigns');
  const { search } = useCampaignsSearch();
  const navigate = useNavigate();
  const registry = useQuery(registryQuery);
  const campaign = registry.data?.items.find((one) => one.campaign_id === campaignId) ?? null;
  const all = daysOf(search);
  useShortcuts([
    { keys: 'u', label: t('up'), group: 'page', run: () => void navigate({ to: '/campaigns', search: all }) },
  ]);
  return (
    <>
      <PageLink to="/campaigns" search={all} size="sm">
        {t('all')}
      </PageLink>
      <PageTitle title={campaign?.name ?? campaignId} />
      <CampaignFacts campaignId={campaignId} campaign={campaign} known={registry.data !== undefined} />
      <CampaignTabs
        views={[
          { tab: 'summary', show: () => <OneSummary campaignId={campaignId} /> },
          { tab: 'registrations', show: () => <RegistrationsTab campaignId={campaignId} /> },
          { tab: 'links', show: () => <LinksTab campaignId={campaignId} /> },
        ]}
      />
    </>
  );
}
