/** What stands in the URL of the page. */
export type TraceSearch = Record<string, never>;

export function readTraceSearch(_search: Record<string, unknown>): TraceSearch {
  return {};
}
