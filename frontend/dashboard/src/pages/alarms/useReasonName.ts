import { useTranslation } from 'react-i18next';
import type en from '../../locales/en/common.json';

type UntrackedReason = keyof typeof en.reason;

/** An untracked reason in the reader's language; null for any other code, which is its sender's own. */
export function useReasonName(): (code: string) => { name: string; meaning: string } | null {
  const { t, i18n } = useTranslation('common');
  return (code) => {
    if (!i18n.exists(`reason.${code}.name`, { ns: 'common' })) return null;
    const reason = code as UntrackedReason;
    return { name: t(`reason.${reason}.name`), meaning: t(`reason.${reason}.meaning`) };
  };
}
