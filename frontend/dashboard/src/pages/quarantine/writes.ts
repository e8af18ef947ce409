import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../api/client';
import { ApiError } from '../../api/errors';
import { quarantineQuery, type Quarantined } from './queries';
import type { Reason } from './reasons';

/** `reasons`: why it was refused again; none where it was taken in. */
export type Replayed = { taken: boolean; reasons: readonly Reason[] };
export type ToReplay = { id: string; mended?: Record<string, unknown> };
export type ReplayedMany = { taken: number; refused: number };

/** Takes one in, as it was or mended. */
export function useReplay(): UseMutationResult<Replayed, Error, ToReplay> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: replay,
    onSuccess: ({ taken }) => {
      if (taken) refresh();
    },
  });
}

/** Takes many in as they were, one after the other. What was taken in before an error stays taken in. */
export function useReplayMany(): UseMutationResult<ReplayedMany, Error, readonly Quarantined[]> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (items) => {
      const counts = { taken: 0, refused: 0 };
      for (const { id } of items) counts[(await staysBehind(id)) ? 'refused' : 'taken'] += 1;
      return counts;
    },
    onSettled: refresh,
  });
}

export function useDrop(): UseMutationResult<unknown, Error, string> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id) =>
      call(api.DELETE('/internal/quarantine/{quarantine_id}', { params: { path: { quarantine_id: id } } })),
    onSuccess: refresh,
  });
}

/** Of one among many: what is gone by now, or is just being replayed by somebody else, holds up none of the others. */
async function staysBehind(id: string): Promise<boolean> {
  try {
    return !(await replay({ id })).taken;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return true;
    throw error;
  }
}

async function replay({ id, mended }: ToReplay): Promise<Replayed> {
  const asking = api.POST('/internal/quarantine/{quarantine_id}/replay', {
    params: { path: { quarantine_id: id } },
    ...(mended && { body: mended as Schemas['IncomingEvent'] }),
  });
  const { error, response } = await asking;
  if (response.status === 422) {
    const [result] = (error as Partial<Schemas['IngestAnswer']> | undefined)?.results ?? [];
    if (result?.reasons) return { taken: false, reasons: result.reasons };
  }
  const { results } = await call(asking);
  // what is stored under its id is another event, and this one waits on
  if (results[0]?.conflict)
    return { taken: false, reasons: [{ field: 'event_id', reason: 'is the id of another event' }] };
  return { taken: true, reasons: [] };
}

/** Not waited for: its row, which is told of what was done, is gone afterwards. */
function useRefresh(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: quarantineQuery.queryKey });
}
