import { ActionIcon, Group, Switch } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SaveCsvButton } from '../export/SaveCsvButton';
import type { CsvExport } from '../export/useCsvExport';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import { ColumnsMenu } from '../table/ColumnsMenu';
import type { useColumns } from '../table/useColumns';
import classes from './FeedBar.module.css';
import { FeedNews } from './FeedNews';
import type { useEventRows } from './useEventRows';
import type { useFeed } from './useFeed';
import type { useLive } from './useLive';

type Props = {
  feed: ReturnType<typeof useFeed>;
  live: ReturnType<typeof useLive>;
  csv: CsvExport;
  columns: ReturnType<typeof useColumns>;
  table: ReturnType<typeof useEventRows>;
  refresh: () => void;
  save: () => void;
};

/** What stands above the table: how much there is and what goes on, and what can be done with all of it. */
export function FeedBar({ feed, live, csv, columns, table, refresh, save }: Props) {
  const { t } = useTranslation('events');
  useShortcuts([
    { keys: 'l', label: t('keys.live'), group: 'page', run: live.toggle },
    { keys: 'r', label: t('keys.refresh'), group: 'page', run: refresh },
    { keys: 'x', label: t('keys.csv'), group: 'page', run: save },
  ]);
  return (
    <div className={classes.bar}>
      <FeedNews {...{ feed, live, csv, table }} />
      <Group gap="xs" wrap="nowrap" className={classes.actions}>
        <Switch
          size="sm"
          label={t('live.label')}
          checked={live.on}
          onChange={live.toggle}
          aria-keyshortcuts="l"
          title={t('live.help')}
        />
        <ActionIcon
          variant="default"
          size="md"
          onClick={refresh}
          loading={feed.pages.isFetching && !feed.pages.isFetchingNextPage}
          aria-label={t('refresh')}
          title={t('refresh')}
          aria-keyshortcuts="r"
        >
          <IconRefresh size={16} />
        </ActionIcon>
        <ColumnsMenu columns={columns} />
        <SaveCsvButton
          label={t('csv.save')}
          save={save}
          disabled={table.shown.length === 0}
          loading={csv.state.is === 'running'}
        />
      </Group>
    </div>
  );
}
