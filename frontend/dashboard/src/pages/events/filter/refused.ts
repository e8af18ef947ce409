import { ApiError } from '../../../api/errors';
import { FILTERS, type FilterName } from './filters';

export type Removable = FilterName | 'from' | 'to';

/** Which parts of the question the service named when it refused it. */
export function refusedFilters(error: unknown): Removable[] {
  if (!(error instanceof ApiError) || error.status !== 400) return [];
  const named = new Set(error.details.map(({ field }) => field));
  return (['from', 'to', ...FILTERS] as const).filter((name) => named.has(name));
}
