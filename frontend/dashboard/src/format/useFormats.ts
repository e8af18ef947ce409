import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { makeFormats, type Formats } from './formats';

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const { timezone } = useSession();
  return useMemo(() => makeFormats(i18n.language, timezone), [i18n.language, timezone]);
}
