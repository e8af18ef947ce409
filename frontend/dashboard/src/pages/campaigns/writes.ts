import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';
import { CAMPAIGNS_KEY, registryQuery, type Campaign, type Link } from './queries';

export type NewCampaign = Pick<Schemas['IncomingCampaign'], 'campaign_id' | 'name' | 'default_url'>;
export type CampaignChange = Schemas['CampaignChange'];
export type NewLink = Partial<Schemas['IncomingLink']> & { campaign_id: string };
export type LinkChange = Partial<Schemas['LinkChange']>;

export function useCreateCampaign() {
  return useWrite((body: NewCampaign): Promise<Campaign> => call(api.POST('/internal/campaigns', { body })));
}

export function useChangeCampaign(campaignId: string) {
  return useWrite((body: CampaignChange): Promise<Campaign> =>
    call(api.PATCH('/internal/campaigns/{campaign_id}', { params: { path: { campaign_id: campaignId } }, body })),
  );
}

export function useCreateLink() {
  return useWrite((body: NewLink): Promise<Link> =>
    call(api.POST('/internal/links', { body: body as Schemas['IncomingLink'] })),
  );
}

export function useChangeLink(cid: string) {
  return useWrite((body: LinkChange): Promise<Link> =>
    call(api.PATCH('/internal/links/{cid}', { params: { path: { cid } }, body: body as Schemas['LinkChange'] })),
  );
}

/** What was written is in every list of the page a moment later; a campaign in the registry at once. */
function useWrite<Sent, Written extends Campaign | Link>(
  write: (body: Sent) => Promise<Written>,
): UseMutationResult<Written, Error, Sent> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: (written) => {
      if ('default_url' in written) {
        queries.setQueryData(
          registryQuery.queryKey,
          (before) => before && { ...before, items: put(before.items, written) },
        );
      }
      void queries.invalidateQueries({ queryKey: [CAMPAIGNS_KEY, 'registry'] });
      void queries.invalidateQueries({ queryKey: [CAMPAIGNS_KEY, 'links'] });
      void queries.invalidateQueries({ queryKey: [CAMPAIGNS_KEY, 'summary'] });
    },
  });
}

function put(campaigns: readonly Campaign[], written: Campaign): Campaign[] {
  const others = campaigns.filter((one) => one.campaign_id !== written.campaign_id);
  return others.length < campaigns.length
    ? campaigns.map((one) => (one.campaign_id === written.campaign_id ? written : one))
    : [...campaigns, written];
}
