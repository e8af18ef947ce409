/** What the client tells the host, which it never troubles with an error. Nothing here names a person. */

import type { Reason } from './delivery.js';

/**
 * Why events will not be sent: `queue_full` (the service has been away for too long), `closed` (they waited when the
 * time of `close` was over, or came later), `unserializable` (no JSON), `too_large` (one event above `batchBytes`),
 * `refused` (the service can make nothing of the request), `misconfigured`.
 */
export type DropReason = 'queue_full' | 'closed' | 'unserializable' | 'too_large' | 'refused' | 'misconfigured';

export type Problem =
  /** Lost, unless whoever sent them sends them again. */
  | { kind: 'dropped'; reason: DropReason; count: number; detail?: string }
  /** The service has put it into quarantine, with these reasons. */
  | { kind: 'rejected'; eventId: string; eventType: string; reasons: Reason[] }
  /** Nothing is lost yet: an attempt failed, and another follows. `status`: null where nobody answered. */
  | { kind: 'delayed'; status: number | null; waiting: number; retryInMs: number };

const SAME_KIND_MS = 60_000;

/** Says a kind of problem at most once a minute, with how many there were meanwhile. */
export function logger(warn: (text: string) => void, now: () => number): (problem: Problem) => void {
  const said = new Map<string, { at: number; unsaid: number }>();
  return (problem) => {
    const kind = problem.kind === 'dropped' ? `${problem.kind} ${problem.reason}` : problem.kind;
    const last = said.get(kind);
    const count = problem.kind === 'dropped' ? problem.count : 1;
    if (last && now() - last.at < SAME_KIND_MS) {
      last.unsaid += count;
      return;
    }
    said.set(kind, { at: now(), unsaid: 0 });
    warn(
      `tracefunnel: ${text(problem)}${last?.unsaid ? ` (and ${String(last.unsaid)} more since the last line)` : ''}`,
    );
  };
}

function text(problem: Problem): string {
  switch (problem.kind) {
    case 'dropped':
      return `${String(problem.count)} events dropped: ${problem.detail ?? problem.reason}`;
    case 'rejected': {
      const reasons = problem.reasons.map((one) => `${one.field} ${one.reason}`).join('; ');
      return `${problem.eventType} is in quarantine: ${reasons}`;
    }
    case 'delayed':
      return `the service did not take events (${problem.status ?? 'no answer'}): ${String(problem.waiting)} wait`;
  }
}
