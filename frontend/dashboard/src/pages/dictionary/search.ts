import { one } from '../../app/search_params';

/** What stands in the URL of the page; `q`: what the box holds. */
export type DictionarySearch = { q?: string };

export function readDictionarySearch(search: Record<string, unknown>): DictionarySearch {
  const q = one(search.q);
  return q ? { q } : {};
}
