import { useTranslation } from 'react-i18next';
import { readRefusal } from './refusal_words';

/** Why a field was refused, in the reader's language; in the service's own words where these are new. */
export function RefusalText({ reason }: { reason: string }) {
  const { t } = useTranslation('quarantine');
  const refusal = readRefusal(reason);
  if (refusal === null) return <span lang="en">{reason}</span>;
  return <span>{t(`refusal.${refusal.word}`, refusal.values)}</span>;
}
