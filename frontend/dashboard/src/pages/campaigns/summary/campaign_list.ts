import type { Campaign, CampaignRow } from '../queries';
import type { SortedBy } from '../search';
import { ratioOf } from './trend';

/** The summary of all lists no more campaigns than these: of one that is not among them nothing is known then. */
const MOST_LISTED = 200;

/** `figures`: null where they are not known. `registered`: null where events name a campaign that nobody made. */
export type ListedCampaign = {
  id: string;
  name: string;
  figures: Omit<CampaignRow, 'campaign_id'> | null;
  registered: Campaign | null;
};

const NOTHING_HAPPENED: Omit<CampaignRow, 'campaign_id'> = {
  registrations: 0,
  visits: 0,
  clicks: 0,
  conversion_ratio: null,
  tracking_metadata: {
    tracked_count: 0,
    untracked_count: 0,
    tracking_success_rate: null,
    untracked_reason_top: [],
  },
};

/** Those with events, in the API's order, and behind them those that were made and had none. */
export function listCampaigns(rows: readonly CampaignRow[], registry: readonly Campaign[]): ListedCampaign[] {
  const made = new Map(registry.map((campaign) => [campaign.campaign_id, campaign]));
  const listed = rows.map(({ campaign_id: id, ...figures }): ListedCampaign => {
    const registered = made.get(id) ?? null;
    return { id, name: registered?.name ?? id, figures, registered };
  });
  const shown = new Set(rows.map((row) => row.campaign_id));
  const others = registry.filter((campaign) => !shown.has(campaign.campaign_id));
  const figures = rows.length < MOST_LISTED ? NOTHING_HAPPENED : null;
  return [
    ...listed,
    ...others.map((campaign) => ({ id: campaign.campaign_id, name: campaign.name, figures, registered: campaign })),
  ];
}

const PATH_SAFE = /^[A-Za-z0-9._~-]{1,128}$/;

/** Whether the API can be asked about one campaign of that id; a browser would take dots alone out of a path. */
export function fitsPath(campaignId: string): boolean {
  return PATH_SAFE.test(campaignId) && campaignId !== '.' && campaignId !== '..';
}

/** Where trouble is looked for: the lowest success rate first, the most of anything else. */
export function sortCampaigns(campaigns: readonly ListedCampaign[], by: SortedBy | undefined): ListedCampaign[] {
  if (by === undefined) return [...campaigns];
  const sign = lowestFirst(by) ? 1 : -1;
  return campaigns.toSorted((one, other) => {
    const [a, b] = [figure(one, by), figure(other, by)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (a - b);
  });
}

export function lowestFirst(by: SortedBy): boolean {
  return by === 'rate';
}

function figure({ figures }: ListedCampaign, by: SortedBy): number | null {
  if (figures === null) return null;
  switch (by) {
    case 'registrations':
      return figures.registrations;
    case 'untracked':
      return figures.tracking_metadata.untracked_count;
    case 'rate':
      return ratioOf(figures.tracking_metadata.tracking_success_rate);
    case 'visits':
      return figures.visits;
    case 'clicks':
      return figures.clicks;
    case 'conversion':
      return figures.conversion_ratio;
  }
}
