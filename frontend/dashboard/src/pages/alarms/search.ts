/** What stands in the URL of the page. */
export type AlarmsSearch = Record<string, never>;

export function readAlarmsSearch(_search: Record<string, unknown>): AlarmsSearch {
  return {};
}
