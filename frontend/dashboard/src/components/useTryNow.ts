import { useQueryClient } from '@tanstack/react-query';

/**
 * Asks again, at once, for all that is missing on the page. A query without an answer that waits for its next attempt
 * would go on waiting: asked to refetch, it joins the attempt that is under way.
 */
export function useTryNow(): () => void {
  const queries = useQueryClient();
  return () => {
    const missing = queries.getQueryCache().findAll({
      type: 'active',
      predicate: ({ state }) => state.data === undefined && state.fetchFailureCount > 0,
    });
    for (const query of missing) void query.cancel({ silent: true }).then(() => query.fetch());
  };
}
