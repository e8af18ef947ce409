import type en from '../locales/en';

export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

type PluralOfOne = `${string}_one`; // not every language has it
type Texts<T> = { [K in keyof T as K extends PluralOfOne ? never : K]: T[K] extends string ? string : Texts<T[K]> };
/** Another language has each text of the English one. */
export type Catalogue = Texts<typeof en>;

export const CATALOGUES: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('../locales/en'),
  ko: () => import('../locales/ko'),
};

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.includes(text as Language);
}

/** `?lang=` wins, then what was switched to before, then the browser's own. */
export function chooseLanguage(asked: unknown, kept: unknown, browsers: readonly string[]): Language {
  if (isLanguage(asked)) return asked;
  if (isLanguage(kept)) return kept;
  return browsers.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}
