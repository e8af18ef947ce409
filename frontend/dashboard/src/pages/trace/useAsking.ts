import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { troubleOf, type Trouble } from '../../api/errors';
import { useNoticeSignedOut } from '../../api/session';
import { readAsked } from './asked';
import { lookUpAddress } from './queries';
import type { TraceSearch } from './search';

/** `unclear`: neither a trace id, an address nor a fingerprint. */
export type Problem = 'unclear' | Trouble;

/**
 * Leads to the trace or the person that a text names. An address is exchanged for its fingerprints first and kept
 * nowhere: in no URL, no history, no cache.
 */
export function useAsking(found: () => void) {
  const navigate = useNavigate();
  const noticeSignedOut = useNoticeSignedOut();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);

  const show = (search: TraceSearch) => {
    found();
    const person = search.q_email !== undefined;
    void navigate({ to: '/trace', search, state: person ? { straightToTheOnlyTrace: true } : {} });
  };

  const ask = async (text: string) => {
    if (pending) return;
    const asked = readAsked(text);
    setProblem(asked ? null : 'unclear');
    if (asked?.kind === 'trace') show({ trace_id: asked.traceId });
    if (asked?.kind === 'fingerprint') show({ q_email: asked.fingerprint });
    if (asked?.kind !== 'address') return;
    setPending(true);
    try {
      const fingerprints = await lookUpAddress(asked.address);
      show({ q_email: fingerprints.join(',') });
    } catch (error) {
      noticeSignedOut(error);
      const trouble = troubleOf(error);
      setProblem(trouble === 'refused' ? 'unclear' : trouble);
    } finally {
      setPending(false);
    }
  };

  return { ask, problem, pending, forget: () => setProblem(null) };
}
