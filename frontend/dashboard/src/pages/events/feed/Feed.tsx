import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { Await } from '../../../components/Await';
import { resolveRange } from '../../../time/range';
import { useToday } from '../../../time/useToday';
import { csvFileName } from '../export/file_name';
import type { CsvExport } from '../export/useCsvExport';
import type { FeedSearch } from '../filter/filters';
import { RefusedFilters } from '../filter/RefusedFilters';
import { refusedFilters } from '../filter/refused';
import { cellText } from '../table/cell_text';
import { EventTable } from '../table/EventTable';
import classes from '../table/events.module.css';
import { useColumns } from '../table/useColumns';
import { useWords } from '../useWords';
import { EmptyFeed } from './EmptyFeed';
import { FeedBar } from './FeedBar';
import { FeedSkeleton } from './FeedSkeleton';
import { useEventRows } from './useEventRows';
import { useFeed } from './useFeed';
import { useLive } from './useLive';

/** What was asked for, as a table that goes on for as long as there are events; each question has one of its own. */
export function Feed({ asked, csv }: { asked: FeedSearch; csv: CsvExport }) {
  const { t } = useTranslation('events');
  const { timezone } = useSession();
  const today = useToday();
  const live = useLive(asked);
  const feed = useFeed(asked, { live: live.on });
  const table = useEventRows(feed);
  const columns = useColumns();
  const words = useWords();
  const { shown, reading, toNewest } = table;
  const { pages, beginAnew } = feed;
  const tooMany = feed.head.data?.gap ?? false;

  const catchUp = useEffectEvent(() => void beginAnew());
  useEffect(() => {
    if (tooMany && !reading) catchUp();
  }, [tooMany, reading]);

  const refresh = () => {
    toNewest();
    void beginAnew();
  };
  const save = () => {
    if (shown.length === 0) return;
    void csv.start({
      asked,
      shown,
      cursor: pages.data?.pages.at(-1)?.next_cursor ?? null,
      header: columns.shown.map(({ id }) => t(`column.${id}`, { timezone })),
      cells: (event) => columns.shown.map(({ id }) => cellText(id, event, words)),
      fileName: csvFileName('events', resolveRange(asked, today), timezone),
    });
  };

  const refused = refusedFilters(pages.error);
  if (refused.length > 0) return <RefusedFilters error={pages.error} names={refused} />;
  return (
    <div className={classes.feed}>
      <FeedBar {...{ feed, live, csv, columns, table, refresh, save }} />
      <div className={classes.area}>
        <Await query={pages} loading={<FeedSkeleton />}>
          {() =>
            shown.length === 0 && !pages.hasNextPage ? (
              <EmptyFeed asked={asked} />
            ) : (
              <EventTable
                {...table}
                {...{ events: shown, words, columns: columns.shown }}
                complete={!pages.hasNextPage}
                scrolled={table.scrolledTo}
              />
            )
          }
        </Await>
      </div>
    </div>
  );
}
