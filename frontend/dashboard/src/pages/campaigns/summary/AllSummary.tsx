import { useQuery } from '@tanstack/react-query';
import { Await } from '../../../components/Await';
import { Freshness } from '../Freshness';
import { allSummaryQuery } from '../queries';
import { Toolbar } from '../Toolbar';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { CampaignTable } from './CampaignTable';
import { ChannelsAndSources } from './ChannelsAndSources';
import { Figures } from './Figures';
import { Reasons } from './Reasons';
import { SummaryFrame, SummarySkeleton } from './SummaryFrame';
import { Trend } from './Trend';
import { useAlarmThreshold } from './useAlarmThreshold';

export function AllSummary() {
  const { range } = useCampaignsSearch();
  const summary = useQuery(allSummaryQuery(range));
  const threshold = useAlarmThreshold();
  return (
    <>
      <Toolbar>
        <Freshness summary={summary.data} />
      </Toolbar>
      <Await query={summary} loading={<SummarySkeleton />}>
        {(found) => (
          <SummaryFrame stale={summary.isPlaceholderData}>
            <Figures summary={found} />
            <Trend series={found.series} threshold={threshold} />
            <CampaignTable rows={found.campaigns} />
            <Reasons tracking={found.tracking_metadata} />
            <ChannelsAndSources summary={found} />
          </SummaryFrame>
        )}
      </Await>
    </>
  );
}
