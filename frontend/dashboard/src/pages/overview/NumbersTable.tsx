import { Anchor, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SeriesGlyph } from '../../charts/SeriesGlyph';
import { useFormats } from '../../format/useFormats';
import type { Column, Columns } from './chart_columns';
import type { Series } from './chart_series';
import { feedOfColumn, feedOfEvents } from './feed_links';
import classes from './NumbersTable.module.css';
import { readOverviewSearch } from './search';

type Props = { columns: Columns; series: readonly Series[]; label: string };

/** The chart's numbers, the latest first: each leads to its events, each day to its hours. */
export function NumbersTable({ columns, series, label }: Props) {
  const { t } = useTranslation('overview');
  const rows = columns.all
    .map((column, index) => ({ column, index }))
    .slice(0, columns.over + 1)
    .reverse();
  return (
    <Table.ScrollContainer minWidth={120 + series.length * 104} maxHeight={360}>
      <Table stickyHeader verticalSpacing={4} className={classes.table} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t(columns.all[0]?.day ? 'chart.day' : 'chart.hour')}</Table.Th>
            {series.map((one) => (
              <Table.Th key={one.id} scope="col" className="tf-numbers">
                <SeriesGlyph place={one.place} /> {one.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ column, index }) => (
            <Table.Tr key={column.span.from}>
              <Table.Th scope="row">
                <ColumnLink column={column} series={series} />
                {index === columns.over && <span className={classes.open}>{t('chart.soFar')}</span>}
              </Table.Th>
              {series.map((one) => (
                <Cell key={one.id} series={one} value={one.values[index] ?? null} column={column} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ColumnLink({ column, series }: { column: Column; series: readonly Series[] }) {
  const { day, label, title, span } = column;
  const feed = feedOfColumn(series, span);
  if (day !== null) {
    const narrowed = (before: Record<string, unknown>) => readOverviewSearch({ ...before, from: day, to: day });
    return (
      <Anchor
        inherit
        renderRoot={(props: object) => <Link to="/" search={narrowed} resetScroll={false} title={title} {...props} />}
      >
        {label}
      </Anchor>
    );
  }
  if (!feed) return label;
  return (
    <Anchor inherit renderRoot={(props: object) => <Link to="/events" search={feed} title={title} {...props} />}>
      {label}
    </Anchor>
  );
}

function Cell({ series, value, column }: { series: Series; value: number | null; column: Column }) {
  const formats = useFormats();
  const feed = value === null ? null : feedOfEvents(series.events, column.span);
  const text = formats.value(value, series.unit);
  return (
    <Table.Td className="tf-numbers">
      {feed ? (
        <Anchor inherit renderRoot={(props: object) => <Link to="/events" search={feed} {...props} />}>
          {text}
        </Anchor>
      ) : (
        text
      )}
    </Table.Td>
  );
}
