import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { eventTypesQuery } from '../../api/event_types';
import { Await } from '../../components/Await';
import { PageTitle } from '../../components/PageTitle';
import { RangePicker } from '../../components/RangePicker';
import { CompareSwitch } from './CompareSwitch';
import { Freshness } from './Freshness';
import { Numbers } from './Numbers';
import { OverviewSkeleton } from './Skeletons';
import { summaryQuery } from './summary';
import { useOverview } from './useOverview';

export function OverviewPage() {
  const { t } = useTranslation('overview');
  const view = useOverview();
  const { range, compare, change } = view;
  const summary = useQuery(summaryQuery(range, compare));
  const types = useQuery(eventTypesQuery);
  return (
    <>
      <PageTitle title={t('title')}>
        <CompareSwitch
          range={range}
          compare={compare}
          onChange={(on) => change({ compare: on ? undefined : 'none' })}
        />
        <RangePicker range={range} onChange={(days) => change(days, 'place')} />
      </PageTitle>
      <Freshness summary={summary.data} compare={compare} />
      <Await query={types} loading={<OverviewSkeleton />}>
        {({ items }) => (
          <Await query={summary} loading={<OverviewSkeleton />}>
            {(found) => <Numbers summary={found} stale={summary.isPlaceholderData} types={items} view={view} />}
          </Await>
        )}
      </Await>
    </>
  );
}
