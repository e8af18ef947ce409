import { SegmentedControl, useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { Chart } from '../../../charts/Chart';
import { seriesColours } from '../../../charts/chart_theme';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { useFormats } from '../../../format/useFormats';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { trendDays, type TrendDay } from './trend';
import { trendOption } from './trend_option';
import { TrendTable } from './TrendTable';

const HEIGHT = 320;

type Props = {
  series: Schemas['TrackingSeriesAnswer'];
  /** The rate below which an alarm fires, as a ratio. */
  threshold: number | null;
};

/** Day by day: the success rate above, the registrations that it is of below; a click on a day asks for it alone. */
export function Trend({ series, threshold }: Props) {
  const { t } = useTranslation('campaigns');
  const { search, change } = useCampaignsSearch();
  const days = useMemo(() => trendDays(series), [series]);
  const narrow = (day: string) => change({ from: day, to: day });
  const empty = days.every(({ tracked, untracked }) => tracked + untracked === 0);
  return (
    <Panel
      title={t('trend.title')}
      note={t('trend.unit')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('trend.shownAs')}
          value={search.view ?? 'chart'}
          onChange={(value) => change({ view: value === 'table' ? 'table' : undefined }, { replace: true })}
          data={[
            { value: 'chart', label: t('trend.chart') },
            { value: 'table', label: t('trend.table') },
          ]}
        />
      }
    >
      {search.view === 'table' ? (
        <TrendTable days={days} narrow={narrow} />
      ) : empty ? (
        <EmptyNote title={t('trend.empty')} help={t('trend.emptyHelp')} />
      ) : (
        <TrendChart days={days} threshold={threshold} narrow={narrow} />
      )}
    </Panel>
  );
}

type ChartProps = { days: readonly TrendDay[]; threshold: number | null; narrow: (day: string) => void };

function TrendChart({ days, threshold, narrow }: ChartProps) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const scheme = useComputedColorScheme('light');
  const option = useMemo(
    () =>
      trendOption({
        days,
        threshold,
        formats,
        colours: seriesColours(scheme),
        words: {
          rate: t('trend.rate'),
          registrations: t('trend.registrations'),
          tracked: t('outcome.tracked'),
          untracked: t('outcome.untracked'),
          threshold: t('trend.threshold'),
        },
      }),
    [days, threshold, formats, scheme, t],
  );
  const onPointClick = ({ dataIndex }: { dataIndex: number }) => {
    const clicked = days[dataIndex];
    if (clicked) narrow(clicked.day);
  };
  return <Chart option={option} height={HEIGHT} label={t('trend.label')} onPointClick={onPointClick} />;
}
