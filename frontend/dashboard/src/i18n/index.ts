import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { CATALOGUES, chooseLanguage, type Language } from './languages';

const KEPT_UNDER = 'tracefunnel-language';

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT_UNDER);
  } catch {
    return null; // storage is blocked
  }
}

export function languageAtStart(search: string): Language {
  return chooseLanguage(new URLSearchParams(search).get('lang'), kept(), navigator.languages);
}

/** Every text is there before the first render. */
export async function startTexts(language: Language): Promise<void> {
  const { default: catalogue } = await CATALOGUES[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    ns: Object.keys(catalogue),
    resources: { [language]: catalogue },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** `keep`: the switch was used, so the next visit begins in it; a language that a URL asked for is not kept. */
export async function switchLanguage(language: Language, keep: boolean): Promise<void> {
  const { default: catalogue } = await CATALOGUES[language]();
  for (const [namespace, texts] of Object.entries(catalogue)) {
    i18next.addResourceBundle(language, namespace, texts, true, true);
  }
  if (keep) {
    try {
      localStorage.setItem(KEPT_UNDER, language);
    } catch {
      /* storage is blocked: it holds until the page is left */
    }
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
