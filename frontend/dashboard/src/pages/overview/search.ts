/** What stands in the URL of the page. */
export type OverviewSearch = Record<string, never>;

export function readOverviewSearch(_search: Record<string, unknown>): OverviewSearch {
  return {};
}
