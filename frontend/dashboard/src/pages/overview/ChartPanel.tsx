import { Box, Group, SegmentedControl, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SeriesLegend } from '../../charts/SeriesLegend';
import { Panel } from '../../components/Panel';
import { useFormats } from '../../format/useFormats';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import type { DayRange } from '../../time/range';
import { dayColumns, hourColumns, MOST_DAYS_BY_HOUR, type Columns } from './chart_columns';
import { dailySeries, hasHours, hourlySeries, type Offered } from './chart_series';
import { NumbersChart } from './NumbersChart';
import { NumbersTable } from './NumbersTable';
import type { OverviewSearch } from './search';
import { SeriesPicker } from './SeriesPicker';
import type { Summary } from './summary';
import type { ChangeView } from './useOverview';

const CHART_HEIGHT = 360;
/** More lines, twice, would be a tangle. */
const MOST_WITH_BEFORE = 3;
const NOTHING: readonly string[] = [];

type Props = {
  summary: Summary;
  /** Of the period before, where it is compared with. */
  before: Summary | undefined;
  offered: readonly Offered[];
  chosen: readonly Offered[];
  search: OverviewSearch;
  change: ChangeView;
};

/** The chosen series by day, or by hour, as lines or as numbers. */
export function ChartPanel({ summary, before, offered, chosen, search, change }: Props) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const days = summary.range.days;
  const byHour = days === 1 || (search.by === 'hour' && days <= MOST_DAYS_BY_HOUR);
  const asTable = search.view === 'table';
  const switchView = () => change({ view: asTable ? undefined : 'table' });
  const switchBy = () => change({ by: byHour ? undefined : 'hour' });
  const maySwitchBy = days > 1 && days <= MOST_DAYS_BY_HOUR;
  useShortcuts([
    { keys: 'v', label: t('chart.switchView'), group: 'page', run: switchView },
    ...(maySwitchBy ? [{ keys: 'h', label: t('chart.switchBy'), group: 'page' as const, run: switchBy }] : []),
  ]);

  const columns = useMemo(
    () => (byHour ? hourColumns(summary, formats) : dayColumns(summary, formats)),
    [byHour, summary, formats],
  );
  const series = useMemo(() => {
    const drawn = { summary, before, over: columns.over };
    return byHour ? hourlySeries(chosen, drawn) : dailySeries(chosen, drawn);
  }, [byHour, chosen, summary, before, columns]);
  const hidden = search.off ?? NOTHING;
  const shown = useMemo(() => {
    const found = series.filter((one) => !hidden.includes(one.id));
    return found.length > MOST_WITH_BEFORE ? found.map((one) => ({ ...one, before: undefined })) : found;
  }, [series, hidden]);
  const without = byHour ? chosen.filter((one) => !hasHours(one)).map((one) => one.label) : [];
  const title = t(byHour ? 'chart.byHour' : 'chart.byDay');
  const label = t('chart.label', { title, series: formats.list(shown.map((one) => one.label)) });
  const hint = t(byHour ? 'chart.hintHour' : 'chart.hintDay');
  return (
    <Panel
      title={title}
      note={asTable ? null : hint}
      actions={
        <Group gap="xs">
          {maySwitchBy && (
            <SegmentedControl
              size="xs"
              aria-label={t('chart.switchBy')}
              value={byHour ? 'hour' : 'day'}
              onChange={switchBy}
              data={[
                { value: 'day', label: t('chart.day') },
                { value: 'hour', label: t('chart.hour') },
              ]}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('chart.switchView')}
            value={asTable ? 'table' : 'chart'}
            onChange={switchView}
            data={[
              { value: 'chart', label: t('chart.asChart') },
              { value: 'table', label: t('chart.asTable') },
            ]}
          />
          <SeriesPicker
            offered={offered}
            chosen={chosen.map((one) => one.id)}
            onChange={(ids) => change({ series: ids })}
          />
        </Group>
      }
    >
      <Group justify="space-between" gap="xs" mih={28}>
        <SeriesLegend series={series} hidden={hidden} onChange={(off) => change({ off })} />
        {!asTable && (
          <HowDrawn columns={columns} before={before && shown.some((one) => one.before) ? before.range : null} />
        )}
      </Group>
      <Box mih={CHART_HEIGHT}>
        {asTable ? (
          <NumbersTable columns={columns} series={shown} label={label} />
        ) : (
          <NumbersChart columns={columns} series={shown} label={label} height={CHART_HEIGHT} change={change} />
        )}
      </Box>
      {without.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('chart.notByHour', { series: formats.list(without) })}
        </Text>
      )}
    </Panel>
  );
}

/** What the broken lines are. */
function HowDrawn({ columns, before }: { columns: Columns; before: DayRange | null }) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const parts = [
    ...(columns.over < columns.all.length ? [t('chart.dashed')] : []),
    ...(before ? [t('chart.dotted', { days: formats.days(before) })] : []),
  ];
  return (
    <Text size="xs" c="dimmed">
      {parts.join(' · ')}
    </Text>
  );
}
