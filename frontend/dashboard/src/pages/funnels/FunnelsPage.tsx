import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { eventTypesQuery } from '../../api/event_types';
import { Await } from '../../components/Await';
import { PageTitle } from '../../components/PageTitle';
import { RangePicker } from '../../components/RangePicker';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { CompareSwitch } from '../overview/CompareSwitch';
import { Freshness } from './Freshness';
import { Funnel } from './Funnel';
import { FUNNELS_KEY, presetsQuery, reportQuery } from './queries';
import { FEWEST_STEPS } from './search';
import { FunnelSkeleton } from './Skeletons';
import { useFunnel } from './useFunnel';

const NOT_KNOWN_YET: readonly string[] = [];

/** Where people drop off, and who they were. The first preset stands for what a URL does not name. */
export function FunnelsPage() {
  const { t } = useTranslation('funnels');
  const queries = useQueryClient();
  const presets = useQuery(presetsQuery);
  const types = useQuery(eventTypesQuery);
  const view = useFunnel(presets.data?.items[0]?.steps ?? NOT_KNOWN_YET);
  const { asked, change } = view;
  const report = useQuery({ ...reportQuery(asked), enabled: asked.steps.length >= FEWEST_STEPS });
  const refresh = () => void queries.invalidateQueries({ queryKey: [FUNNELS_KEY] });
  useShortcuts([{ keys: 'r', label: t('refresh'), group: 'page', run: refresh }]);
  return (
    <>
      <PageTitle title={t('title')}>
        <CompareSwitch
          range={asked.range}
          compare={asked.compare}
          onChange={(on) => change({ compare: on ? 'previous' : undefined })}
        />
        <RangePicker range={asked.range} onChange={(days) => change(days)} />
      </PageTitle>
      <Freshness report={report.data?.report} />
      <Await query={types} loading={<FunnelSkeleton />}>
        {({ items }) => (
          <Await query={presets} loading={<FunnelSkeleton />}>
            {({ items: offered }) => <Funnel view={view} types={items} presets={offered} report={report} />}
          </Await>
        )}
      </Await>
    </>
  );
}
