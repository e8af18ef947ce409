import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../api/event_types';
import { useLabel } from '../../format/useLabel';
import { chosenSeries, offeredSeries } from './chart_series';
import type { Summary } from './summary';

/** What may be in the chart and what is, in the reader's language. */
export function useChartChoice(summary: Summary, types: readonly EventType[], asked: readonly string[] | undefined) {
  const { i18n } = useTranslation();
  const label = useLabel();
  const { language } = i18n;
  const offered = useMemo(
    () => offeredSeries(summary, types, label),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what `label` picks follows the language
    [summary, types, language],
  );
  const chosen = useMemo(() => chosenSeries(asked, offered), [asked, offered]);
  return { offered, chosen };
}
