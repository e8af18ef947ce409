import type { Virtualizer } from '@tanstack/react-virtual';
import type { CSSProperties, UIEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import type { FeedEvent } from '../feed/pages';
import type { Words } from './cell_text';
import { tracksOf, type Column } from './columns';
import { EventRow } from './EventRow';
import classes from './events.module.css';
import { SCROLL_ID } from './useRows';

type Props = {
  events: readonly FeedEvent[];
  /** Of the rows, in their order. */
  names: readonly string[];
  /** Whether no older events are left to be loaded. */
  complete: boolean;
  columns: readonly Column[];
  words: Words;
  openName: string | undefined;
  selected: number;
  toggle: (index: number) => void;
  rows: Virtualizer<HTMLDivElement, Element>;
  setScroller: (scroller: HTMLDivElement | null) => void;
  scrolled: (offsetPx: number) => void;
};

/** A table of which only the rows in sight, and some around them, are there; to whoever listens it is whole. */
export function EventTable(props: Props) {
  const { events, names, complete, columns, words, openName, selected, toggle, rows, setScroller, scrolled } = props;
  const { t } = useTranslation('events');
  const { tracks, minWidthPx } = tracksOf(columns);
  return (
    <div
      ref={setScroller}
      className={classes.scroller}
      tabIndex={0}
      role="region"
      aria-label={t('table.label')}
      data-scroll-restoration-id={SCROLL_ID}
      onScroll={({ currentTarget }: UIEvent<HTMLDivElement>) => scrolled(currentTarget.scrollTop)}
    >
      <div
        role="table"
        aria-label={t('table.label')}
        aria-rowcount={complete ? events.length + 1 : -1}
        aria-colcount={columns.length}
        className={classes.table}
        style={{ minWidth: minWidthPx, '--tracks': tracks } as CSSProperties}
      >
        <Headings columns={columns} />
        <div role="rowgroup" className={classes.body} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const [event, name] = [events[index], names[index]];
            return event && name !== undefined ? (
              <EventRow
                key={name}
                {...{ event, name, index, columns, words, toggle }}
                startPx={start}
                open={name === openName}
                selected={index === selected}
                measure={rows.measureElement}
              />
            ) : null;
          })}
        </div>
      </div>
    </div>
  );
}

function Headings({ columns }: { columns: readonly Column[] }) {
  const { t } = useTranslation('events');
  const { timezone } = useSession();
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.cells}>
        {columns.map(({ id }, place) => (
          <div key={id} role="columnheader" aria-colindex={place + 1} className={classes.heading}>
            {t(`column.${id}`, { timezone })}
          </div>
        ))}
      </div>
    </div>
  );
}
