import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { AllCampaigns } from './AllCampaigns';
import { OneCampaign } from './OneCampaign';
import { CAMPAIGNS_KEY } from './queries';
import { useCampaignsSearch } from './useCampaignsSearch';

export function CampaignsPage() {
  const { t } = useTranslation('campaigns');
  const queries = useQueryClient();
  const { campaign_id: campaignId } = useCampaignsSearch().search;
  const refresh = () => void queries.invalidateQueries({ queryKey: [CAMPAIGNS_KEY] });
  useShortcuts([{ keys: 'r', label: t('refresh'), group: 'page', run: refresh }]);
  return campaignId === undefined ? <AllCampaigns /> : <OneCampaign key={campaignId} campaignId={campaignId} />;
}
