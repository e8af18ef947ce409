import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../api/event_types';
import type { Language } from '../../i18n/languages';
import { chosenSeries, offeredSeries } from './chart_series';
import type { Summary } from './summary';

/** What may be in the chart and what is, in the reader's language. */
export function useChartChoice(summary: Summary, types: readonly EventType[], asked: readonly string[] | undefined) {
  const { i18n } = useTranslation();
  const language = i18n.language as Language;
  const offered = useMemo(() => offeredSeries(summary, types, language), [summary, types, language]);
  const chosen = useMemo(() => chosenSeries(asked, offered), [asked, offered]);
  return { offered, chosen };
}
