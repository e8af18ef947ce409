import { useState } from 'react';
import { useNoticeSignedOut, useSession } from '../../../api/session';
import { lookUpAddress } from '../../trace/queries';
import { useEventsSearch } from '../useEventsSearch';
import { changeOf, draftOf, emailAsked, problemsOf, type Draft, type DraftProblems } from './draft';

/** The filters while they are typed. An address is exchanged for its fingerprints, and forgotten, as they are applied. */
export function useDraft(applied: () => void) {
  const { timezone } = useSession();
  const noticeSignedOut = useNoticeSignedOut();
  const { search, change } = useEventsSearch();
  const [draft, setDraft] = useState(() => draftOf(search, timezone));
  const [problems, setProblems] = useState<DraftProblems>({});
  const [trouble, setTrouble] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const set = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setProblems({});
  };
  const apply = async () => {
    const found = problemsOf(draft, timezone);
    setProblems(found);
    setTrouble(null);
    if (Object.keys(found).length > 0 || pending) return;
    setPending(true);
    try {
      const fingerprints = await fingerprintsOf(draft.q_email);
      change({ ...changeOf(draft, search, fingerprints, timezone), event: undefined });
      applied();
    } catch (error) {
      noticeSignedOut(error);
      setTrouble(error);
    } finally {
      setPending(false);
    }
  };
  return { draft, set, problems, trouble, pending, apply };
}

async function fingerprintsOf(text: string): Promise<string | undefined> {
  const asked = emailAsked(text);
  if (asked === null) return undefined;
  return 'address' in asked ? (await lookUpAddress(asked.address)).join(',') : asked.fingerprints;
}
