import { one } from '../../app/search_params';

/** What stands in the URL of the page. `reason`: as `reasonKey` spells it; `id`: of the item that is open. */
export type QuarantineSearch = { reason?: string; id?: string };

export function readQuarantineSearch(search: Record<string, unknown>): QuarantineSearch {
  const reason = one(search.reason);
  const id = one(search.id);
  return { ...(reason ? { reason } : {}), ...(id ? { id } : {}) };
}
