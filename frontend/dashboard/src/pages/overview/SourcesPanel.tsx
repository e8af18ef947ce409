import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../../components/EmptyNote';
import { Panel } from '../../components/Panel';
import { CountTable } from './CountTable';
import { feedOfSource } from './feed_links';
import type { Summary } from './summary';

/** Who sent how many events; those that name no sender are in none of the rows. */
export function SourcesPanel({ summary }: { summary: Summary }) {
  const { t } = useTranslation('overview');
  const rows = summary.sources.map(({ source, count }) => {
    const feed = feedOfSource(source, summary.range);
    return { id: source, label: feed ? source : t('errors.other'), count, feed };
  });
  return (
    <Panel title={t('sources.title')} note={t('sources.note')}>
      {rows.length === 0 ? (
        <EmptyNote title={t('sources.none')} help={t('sources.noneHelp')} />
      ) : (
        <CountTable title={t('sources.title')} named={t('sources.source')} rows={rows} />
      )}
    </Panel>
  );
}
