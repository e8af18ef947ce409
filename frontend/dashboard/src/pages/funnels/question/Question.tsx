import { Divider, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../../api/event_types';
import { Panel } from '../../../components/Panel';
import type { Preset } from '../queries';
import { DEFAULT_ORDER } from '../search';
import type { FunnelView } from '../useFunnel';
import { BreakdownChoice } from './BreakdownChoice';
import { OrderChoice } from './OrderChoice';
import { PresetBar } from './PresetBar';
import { StepList } from './StepList';
import { DEFAULT_WINDOW_SECONDS } from './time_window';
import { WindowChoice } from './WindowChoice';

type Props = { view: FunnelView; types: readonly EventType[]; presets: readonly Preset[] };

/** Which steps, in which order, within how long, and by what to break them down. */
export function Question({ view, types, presets }: Props) {
  const { t } = useTranslation('funnels');
  const { search, asked, change } = view;
  const setSteps = (steps: string[]) => change({ steps, reached: undefined });
  return (
    <Panel title={t('steps.title')}>
      <Stack gap="md">
        <PresetBar presets={presets} steps={asked.steps} choose={setSteps} />
        <StepList steps={asked.steps} types={types} onChange={setSteps} />
        <Divider />
        <OrderChoice
          order={asked.order}
          onChange={(order) => change({ order: order === DEFAULT_ORDER ? undefined : order })}
        />
        <WindowChoice
          seconds={asked.windowSeconds}
          onChange={(seconds) =>
            change({ window_seconds: seconds === DEFAULT_WINDOW_SECONDS ? undefined : String(seconds) })
          }
        />
        <BreakdownChoice
          breakdown={search.breakdown}
          onChange={(breakdown) => change({ breakdown, rows: undefined })}
        />
      </Stack>
    </Panel>
  );
}
