import { useTranslation } from 'react-i18next';
import type { Language } from '../i18n/languages';

/** Picks the text of the current language out of what the API names in each. */
export function useLabel(): (label: Record<Language, string>) => string {
  const { i18n } = useTranslation();
  return (label) => label[i18n.language as Language];
}
