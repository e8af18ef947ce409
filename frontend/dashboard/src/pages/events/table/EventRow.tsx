import { ActionIcon } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedEvent } from '../feed/pages';
import { cellText, type Words } from './cell_text';
import type { Column } from './columns';
import { EventCell } from './EventCell';
import { EventDetails } from './EventDetails';
import classes from './events.module.css';

type Props = {
  event: FeedEvent;
  name: string;
  index: number;
  startPx: number;
  columns: readonly Column[];
  words: Words;
  open: boolean;
  selected: boolean;
  toggle: (index: number) => void;
  measure: (row: HTMLElement | null) => void;
};

/** One event; opened, all that is known of it stands below, in the same row. */
export const EventRow = memo(function EventRow(props: Props) {
  const { event, name, index, startPx, columns, words, open, selected, toggle, measure } = props;
  const clicked = ({ target }: MouseEvent) => {
    const acts = target instanceof Element && target.closest('a, button') !== null;
    const marking = getSelection()?.isCollapsed === false; // somebody copies a part of it
    if (!acts && !marking) toggle(index);
  };
  return (
    <div
      ref={measure}
      role="row"
      aria-rowindex={index + 2}
      aria-current={selected || undefined}
      data-selected={selected || undefined}
      data-index={index}
      data-event={name}
      className={classes.row}
      style={{ transform: `translateY(${startPx}px)` }}
    >
      <div className={classes.cells} onClick={clicked}>
        {columns.map(({ id }, place) => (
          <div
            key={id}
            role="cell"
            aria-colindex={place + 1}
            data-column={id}
            className={place === 0 ? `${classes.cell} ${classes.first}` : classes.cell}
          >
            {place === 0 ? (
              <>
                <Chevron {...{ event, words, open, selected }} toggle={() => toggle(index)} />
                <span className={classes.said}>
                  <EventCell column={id} event={event} words={words} reachable={selected} />
                </span>
              </>
            ) : (
              <EventCell column={id} event={event} words={words} reachable={selected} />
            )}
          </div>
        ))}
      </div>
      {open && (
        <div role="cell" aria-colspan={columns.length} aria-colindex={1} className={classes.details}>
          <EventDetails event={event} words={words} />
        </div>
      )}
    </div>
  );
});

type ChevronProps = Pick<Props, 'event' | 'words' | 'open' | 'selected'> & { toggle: () => void };

function Chevron({ event, words, open, selected, toggle }: ChevronProps) {
  const { t } = useTranslation('events');
  const what = { type: cellText('type', event, words), time: cellText('time', event, words) };
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      className={classes.chevron}
      aria-expanded={open}
      aria-label={t('row.details', what)}
      tabIndex={selected ? 0 : -1}
      onClick={toggle}
    >
      <IconChevronRight size={14} />
    </ActionIcon>
  );
}
