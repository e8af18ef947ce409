import { useComputedColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../charts/Chart';
import { timeSeriesOption } from '../../charts/time_series';
import { useFormats } from '../../format/useFormats';
import type { Columns } from './chart_columns';
import type { Series } from './chart_series';
import { feedOfColumn, feedOfEvents, type FeedLink } from './feed_links';
import type { ChangeView } from './useOverview';

type Props = {
  columns: Columns;
  series: readonly Series[];
  label: string;
  height: number;
  change: ChangeView;
};

/** A day leads to its hours, an hour to its events, a point to the events that it counts. */
export function NumbersChart({ columns, series, label, height, change }: Props) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const navigate = useNavigate();
  const scheme = useComputedColorScheme('light');
  const isDaily = columns.all[0]?.day !== null;
  const option = useMemo(
    () =>
      timeSeriesOption({
        columns,
        series,
        scheme,
        texts: {
          countAxis: t(isDaily ? 'chart.perDay' : 'chart.perHour'),
          ratioAxis: t('chart.rate'),
          compact: formats.compact,
          percent: formats.smallPercent,
          value: formats.value,
          withBefore: (value, before) => t('chart.withBefore', { value, before }),
        },
      }),
    [columns, series, scheme, t, formats, isDaily],
  );
  const open = (feed: FeedLink | null) => {
    if (feed) void navigate({ to: '/events', search: feed });
  };
  return (
    <Chart
      option={option}
      height={height}
      label={label}
      onPointClick={({ seriesId, dataIndex }) => {
        const [one, column] = [series.find(({ id }) => id === seriesId), columns.all[dataIndex]];
        if (one && column) open(feedOfEvents(one.events, column.span));
      }}
      onColumnClick={(index) => {
        const column = columns.all[index];
        if (!column || index > columns.over) return;
        if (column.day) change({ from: column.day, to: column.day }, 'place');
        else open(feedOfColumn(series, column.span));
      }}
    />
  );
}
