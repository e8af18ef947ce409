/** What stands in the URL of the page. */
export type EventsSearch = Record<string, never>;

export function readEventsSearch(_search: Record<string, unknown>): EventsSearch {
  return {};
}
