import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { eventTypesQuery } from '../../api/event_types';
import { useFormats } from '../../format/useFormats';
import type { Language } from '../../i18n/languages';
import type { Words } from './table/cell_text';

const OUTCOMES = { true: 'outcome.success', false: 'outcome.failure', null: 'outcome.none' } as const;

/** The same object until the language or the dictionary changes: thousands of rows are told by it. */
export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const types = useQuery(eventTypesQuery);
  return useMemo(() => {
    const language = i18n.language as Language;
    const labels = new Map<string, string>(
      types.data?.items.map(({ event_type, label }) => [event_type, label[language]]),
    );
    return {
      formats,
      typeLabel: (eventType) => labels.get(eventType) ?? eventType,
      outcome: (success) => t(OUTCOMES[`${success}`]),
    };
  }, [t, i18n.language, formats, types.data]);
}
