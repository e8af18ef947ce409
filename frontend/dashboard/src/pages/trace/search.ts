import { one } from '../../app/search_params';
import { isFingerprint } from './asked';

/**
 * What stands in the URL of the page: one trace, or the traces of one person. `q_email` holds fingerprints, never an
 * address; `event`: the id of the one that is open.
 */
export type TraceSearch = { trace_id?: string; q_email?: string; event?: string };

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Somebody was searched for: with one trace alone, that one is what was meant. */
    straightToTheOnlyTrace?: boolean;
  }
}

const MOST_FINGERPRINTS = 10; // as the API

export function readTraceSearch(search: Record<string, unknown>): TraceSearch {
  const traceId = one(search.trace_id);
  if (traceId) {
    const event = one(search.event);
    return { trace_id: traceId, ...(event ? { event } : {}) };
  }
  const fingerprints = [...new Set((one(search.q_email) ?? '').split(','))].filter(isFingerprint);
  return fingerprints.length > 0 ? { q_email: fingerprints.slice(0, MOST_FINGERPRINTS).join(',') } : {};
}
