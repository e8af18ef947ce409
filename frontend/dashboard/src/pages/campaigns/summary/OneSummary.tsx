import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Await } from '../../../components/Await';
import { EmptyNote } from '../../../components/EmptyNote';
import { PageLink } from '../../../components/PageLink';
import { Freshness } from '../Freshness';
import { oneSummaryQuery } from '../queries';
import { Toolbar } from '../Toolbar';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { fitsPath } from './campaign_list';
import { ChannelsAndSources } from './ChannelsAndSources';
import { Figures } from './Figures';
import { ReasonsWithKeys } from './Reasons';
import { SummaryFrame, SummarySkeleton } from './SummaryFrame';
import { Trend } from './Trend';

export function OneSummary({ campaignId }: { campaignId: string }) {
  return fitsPath(campaignId) ? <Summary campaignId={campaignId} /> : <NoSummary campaignId={campaignId} />;
}

function Summary({ campaignId }: { campaignId: string }) {
  const { range } = useCampaignsSearch();
  const summary = useQuery(oneSummaryQuery(campaignId, range));
  return (
    <>
      <Toolbar>
        <Freshness summary={summary.data} />
      </Toolbar>
      <Await query={summary} loading={<SummarySkeleton />}>
        {(found) => (
          <SummaryFrame stale={summary.isPlaceholderData}>
            <Figures summary={found} campaignId={campaignId} />
            <Trend series={found.series} threshold={null} />
            <ReasonsWithKeys tracking={found.tracking_metadata} campaignId={campaignId} />
            <ChannelsAndSources summary={found} />
          </SummaryFrame>
        )}
      </Await>
    </>
  );
}

/** Events may name a campaign in any words; the API has a summary of those alone that a path can hold. */
function NoSummary({ campaignId }: { campaignId: string }) {
  const { t } = useTranslation('campaigns');
  return (
    <EmptyNote title={t('noSummary.title')} help={t('noSummary.help')}>
      <PageLink to="/campaigns" search={{ campaign_id: campaignId, tab: 'registrations' }}>
        {t('noSummary.registrations')}
      </PageLink>
    </EmptyNote>
  );
}
