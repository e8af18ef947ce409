import { Button, SegmentedControl, Table } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../../components/EmptyNote';
import { Panel } from '../../components/Panel';
import { useListKeys } from '../../components/useListKeys';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { ErrorLineRow } from './ErrorLineRow';
import { errorRows, FIRST_ROWS } from './error_rows';
import { feedOfError } from './feed_links';
import type { OverviewSearch } from './search';
import type { Summary } from './summary';
import type { ChangeView } from './useOverview';

type Props = {
  summary: Summary;
  compared: boolean;
  /** The summary is of other days than were asked for: their own are on the way. */
  stale: boolean;
  search: OverviewSearch;
  change: ChangeView;
};

/** Which codes things failed with; `e` leads here, and Enter from a row to who it was. */
export function ErrorsPanel({ summary, compared, stale, search, change }: Props) {
  const { t } = useTranslation('overview');
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const byChange = compared && search.sort === 'change';
  const all = errorRows(summary.errors, byChange);
  const rows = search.errors === 'all' ? all : all.slice(0, FIRST_ROWS);
  const open = (index: number) => {
    const row = rows[index];
    const feed = row ? feedOfError(row, summary.range) : null;
    if (feed) void navigate({ to: '/events', search: feed });
  };
  const { rowProps, select } = useOpenOnceFresh(rows.length, stale, open);
  useShortcuts([
    {
      keys: 'e',
      label: t('errors.goTo'),
      group: 'page',
      run: () => {
        select(0);
        box.current?.focus();
      },
    },
  ]);
  return (
    <Panel
      title={t('errors.title')}
      note={t('errors.note')}
      actions={
        compared && (
          <SegmentedControl
            size="xs"
            aria-label={t('errors.order')}
            value={byChange ? 'change' : 'count'}
            onChange={(value) => change({ sort: value === 'change' ? 'change' : undefined })}
            data={[
              { value: 'count', label: t('errors.byCount') },
              { value: 'change', label: t('errors.byChange') },
            ]}
          />
        )
      }
    >
      <div ref={box} tabIndex={-1} role="group" aria-label={t('errors.title')}>
        {rows.length === 0 ? (
          <EmptyNote title={t('errors.none')} help={t('errors.noneHelp')} />
        ) : (
          <Table.ScrollContainer minWidth={280}>
            <Table verticalSpacing={6} highlightOnHover aria-label={t('errors.title')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col" visibleFrom="sm">
                    {t('errors.type')}
                  </Table.Th>
                  <Table.Th scope="col">{t('errors.code')}</Table.Th>
                  <Table.Th scope="col" className="tf-numbers">
                    {t('errors.count')}
                  </Table.Th>
                  {compared && <Table.Th scope="col">{t('errors.change')}</Table.Th>}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row, index) => (
                  <ErrorLineRow
                    key={`${row.event_type} ${row.error_code}`}
                    row={row}
                    range={summary.range}
                    compared={compared}
                    rowProps={rowProps(index)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </div>
      {all.length > FIRST_ROWS && (
        <Button
          size="compact-sm"
          variant="subtle"
          mt="xs"
          onClick={() => change({ errors: search.errors === 'all' ? undefined : 'all' })}
        >
          {search.errors === 'all' ? t('errors.fewer') : t('errors.all', { count: all.length })}
        </Button>
      )}
    </Panel>
  );
}

/** Enter that comes faster than the numbers of the days just chosen waits for them. */
function useOpenOnceFresh(count: number, stale: boolean, open: (index: number) => void) {
  const waiting = useRef<number | null>(null);
  const list = useListKeys({
    count,
    open: (index) => {
      if (stale) waiting.current = index;
      else open(index);
    },
  });
  useEffect(() => {
    if (stale || waiting.current === null) return;
    const index = waiting.current;
    waiting.current = null;
    open(index);
  });
  return list;
}
