import { mayHoldAddress } from '../../../app/search_params';
import { instantOf, localOf } from '../../../time/local_time';
import { isDay } from '../../../time/reporting_day';
import { isFingerprint, readAsked } from '../../trace/asked';
import { readTraceId } from '../../trace/trace_id';
import type { SearchChange } from '../useEventsSearch';
import { SOURCES, type FeedSearch } from './filters';

/** What somebody is typing into the form, before it is a question. `from`, `to`: wall-clock times, or empty. */
export type Draft = {
  type: string[];
  success: string[];
  error_code: string;
  q_email: string;
  trace_id: string;
  tenant_id: string;
  source: string | null;
  campaign_id: string;
  from: string;
  to: string;
};

export type DraftProblem = 'email' | 'address' | 'trace' | 'times' | 'order' | 'length';
export type DraftProblems = Partial<Record<keyof Draft, DraftProblem>>;

const MOST_MS = 92 * 86_400_000;

export function draftOf(search: FeedSearch, timezone: string): Draft {
  const time = (end: string | undefined) => (end === undefined || isDay(end) ? '' : localOf(end, timezone));
  return {
    type: search.type ?? [],
    success: search.success?.split(',') ?? [],
    error_code: search.error_code ?? '',
    q_email: search.q_email ?? '',
    trace_id: search.trace_id ?? '',
    tenant_id: search.tenant_id ?? '',
    source: search.source ?? null,
    campaign_id: search.campaign_id ?? '',
    from: time(search.from),
    to: time(search.to),
  };
}

/** What cannot be asked as it is. An address is only taken where it is looked up. */
export function problemsOf(draft: Draft, timezone: string): DraftProblems {
  const problems: DraftProblems = {};
  if (draft.q_email.trim() && emailAsked(draft.q_email) === null) problems.q_email = 'email';
  if (draft.trace_id.trim() && readTraceId(draft.trace_id) === null) problems.trace_id = 'trace';
  for (const name of ['tenant_id', 'error_code', 'campaign_id'] as const) {
    if (mayHoldAddress(draft[name])) problems[name] = 'address';
  }
  const [from, to] = [draft.from, draft.to];
  if (from && to) {
    const ms = Date.parse(instantOf(to, timezone)) - Date.parse(instantOf(from, timezone));
    if (ms <= 0) problems.to = 'order';
    else if (ms > MOST_MS) problems.to = 'length';
  } else if (from || to) problems[from ? 'to' : 'from'] = 'times';
  return problems;
}

/** An address to be looked up, or fingerprints as they are; null where it is neither. */
export function emailAsked(text: string): { address: string } | { fingerprints: string } | null {
  const parts = text.trim().toLowerCase().split(',');
  if (parts.every(isFingerprint)) return { fingerprints: parts.join(',') };
  const asked = readAsked(text);
  return asked?.kind === 'address' ? { address: asked.address } : null;
}

/** The question; `fingerprints`: what stands for the address in it. Days stay as they are where no times are given. */
export function changeOf(
  draft: Draft,
  before: FeedSearch,
  fingerprints: string | undefined,
  timezone: string,
): SearchChange {
  const text = (value: string) => value.trim() || undefined;
  const hadTimes = before.from !== undefined && !isDay(before.from);
  const times =
    draft.from && draft.to
      ? { from: instantOf(draft.from, timezone), to: instantOf(draft.to, timezone) }
      : hadTimes
        ? { from: undefined, to: undefined }
        : {};
  return {
    ...times,
    type: draft.type.length > 0 ? draft.type : undefined,
    success: draft.success.length > 0 && draft.success.length < 3 ? draft.success.join(',') : undefined,
    error_code: text(draft.error_code),
    q_email: fingerprints,
    trace_id: readTraceId(draft.trace_id) ?? undefined,
    tenant_id: text(draft.tenant_id),
    source: SOURCES.find((source) => source === draft.source),
    campaign_id: text(draft.campaign_id),
  };
}
