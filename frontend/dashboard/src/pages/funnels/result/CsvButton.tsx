import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import { csvHeader, csvLines } from '../../events/export/csv';
import { csvFileName } from '../../events/export/file_name';
import { SaveCsvButton } from '../../events/export/SaveCsvButton';
import { saveCsv } from '../../events/export/save_csv';
import type { Answered } from '../queries';
import { funnelCsv, type CsvWords } from './funnel_csv';
import { useStepName } from './useStepName';

/** The steps, and the breakdown, as a file; `x` as on the other pages. */
export function CsvButton({ answered, disabled }: { answered: Answered; disabled: boolean }) {
  const { t } = useTranslation('funnels');
  const nameOf = useStepName(answered);
  const { asked, report } = answered;
  const words: CsvWords = {
    step: t('csv.step'),
    name: t('csv.name'),
    eventType: t('csv.eventType'),
    count: t('csv.count'),
    fromFirst: t('csv.fromFirst'),
    fromPrevious: t('csv.fromPrevious'),
    dropped: t('csv.dropped'),
    median: t('csv.median'),
    p90: t('csv.p90'),
    before: t('csv.before'),
    all: t('csv.all'),
    notKnown: t('breakdown.notKnown'),
  };
  const save = () => {
    if (disabled) return;
    const breakdown = asked.breakdown === undefined ? null : t(`breakdown.by.${asked.breakdown}`);
    const shown = { words, nameOf, eventTypes: asked.order !== 'any', breakdown, compared: asked.compare };
    const { header, rows } = funnelCsv(report, shown);
    saveCsv([csvHeader(header), csvLines(rows)], csvFileName('funnel', report.range, report.range.timezone));
  };
  useShortcuts([{ keys: 'x', label: t('csv.key'), group: 'page', run: save }]);
  return <SaveCsvButton label={t('csv.save')} save={save} disabled={disabled} />;
}
