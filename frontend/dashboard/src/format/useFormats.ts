import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { makeFormats, type Formats } from './formats';

const made = new Map<string, Formats>(); // the browser takes long to make one, and every row of a list asks for it

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const { timezone } = useSession();
  const key = `${i18n.language} ${timezone}`;
  const formats = made.get(key) ?? makeFormats(i18n.language, timezone);
  made.set(key, formats);
  return formats;
}
