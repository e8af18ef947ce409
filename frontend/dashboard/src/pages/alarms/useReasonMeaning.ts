import { useTranslation } from 'react-i18next';
import { isUntrackedReason } from '../../reasons/untracked_reasons';

/** An untracked reason in the reader's language; null for any other code, which is its sender's own. */
export function useReasonMeaning(): (code: string) => { name: string; meaning: string } | null {
  const { t } = useTranslation();
  return (code) =>
    isUntrackedReason(code) ? { name: t(`reason.${code}.name`), meaning: t(`reason.${code}.meaning`) } : null;
}
