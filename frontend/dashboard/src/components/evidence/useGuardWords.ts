import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormats } from '../../format/useFormats';

type Guard = Schemas['GuardKept'];
type Snapshot = Schemas['Snapshot'];

const NAMES = [
  'signature',
  'claims',
  'captured_before_now',
  'not_expired',
  'within_trust_window',
  'campaign',
  'link_known',
  'link_campaign',
  'link_active',
] as const;
type Name = (typeof NAMES)[number];

function isKnown(name: string): name is Name {
  return NAMES.includes(name as Name);
}

/** A guard as a sentence that holds or does not, with the values that it compared; an unknown one by its own name. */
export function useGuardWords(snapshot: Snapshot): (guard: Guard) => { condition: string; detail: string | null } {
  const { t } = useTranslation('evidence');
  const formats = useFormats();
  const { candidates, settings, campaign_id: wanted } = snapshot;
  const claims = candidates.cookie?.claims;

  const detailOf = (name: Name, guard: Guard): string | null => {
    if (name === 'within_trust_window' && claims) {
      const ageMs = Math.max(0, Date.parse(snapshot.captured_at) - Date.parse(claims.captured_at));
      const window = formats.duration(settings.cookie_trust_window_hours * 3_600_000);
      return t(guard.passed ? 'age' : 'failure.within_trust_window', { age: formats.duration(ageMs), window });
    }
    if (guard.passed) return null;
    const captured = claims ? formats.dateTime(claims.captured_at) : '';
    const expires = claims ? formats.minute(claims.expires_at) : '';
    const link = candidates[guard.source]?.link;
    const campaign = name === 'link_campaign' ? link?.campaign_id : claims?.campaign_id;
    return t(`failure.${name}`, { captured, expires, campaign, wanted, age: '', window: '' });
  };

  return (guard) => {
    const name = guard.guard;
    return isKnown(name)
      ? { condition: t(`guard.${name}`), detail: detailOf(name, guard) }
      : { condition: name, detail: null };
  };
}
