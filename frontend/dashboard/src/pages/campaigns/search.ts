/** What stands in the URL of the page. */
export type CampaignsSearch = Record<string, never>;

export function readCampaignsSearch(_search: Record<string, unknown>): CampaignsSearch {
  return {};
}
