import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../shortcuts/useShortcuts';
import type { Shortcut } from '../shortcuts/registry';

type Options = {
  count: number;
  /** Enter on the selected row. */
  open: (index: number) => void;
  /** More keys for the selected row: those of `t` lead to its trace, and so on. */
  more?: readonly { keys: string; label: string; run: (index: number) => void }[];
  /** Where rows are virtualised, the row is scrolled into view by this and not by its element. */
  scrollTo?: (index: number) => void;
};

export type RowProps = {
  ref: (row: HTMLElement | null) => void;
  'data-selected': true | undefined;
  'aria-current': true | undefined;
};

/** A list that `j` and `k` walk; the first row is selected from the start, so that one key acts on it. */
export function useListKeys({ count, open, more = [], scrollTo }: Options) {
  const { t } = useTranslation();
  const [wanted, setSelected] = useState(0);
  const selected = Math.max(0, Math.min(wanted, count - 1));
  const rows = useRef(new Map<number, HTMLElement>());
  const moved = useRef(false);

  useEffect(() => {
    if (!moved.current) return;
    if (scrollTo) scrollTo(selected);
    else rows.current.get(selected)?.scrollIntoView({ block: 'nearest' });
  }, [selected, scrollTo]);

  const move = (by: number) => {
    moved.current = true;
    leaveRows(rows.current.values());
    setSelected(Math.max(0, Math.min(selected + by, count - 1)));
  };
  const onRow = (run: (index: number) => void) => () => {
    if (count > 0) run(selected);
  };
  const shortcuts: Shortcut[] = [
    { keys: 'j', label: t('shortcuts.next'), group: 'page', run: () => move(1) },
    { keys: 'k', label: t('shortcuts.previous'), group: 'page', run: () => move(-1) },
    { keys: 'Enter', label: t('shortcuts.open'), group: 'page', run: onRow(open) },
    ...more.map(({ keys, label, run }): Shortcut => ({ keys, label, group: 'page', run: onRow(run) })),
  ];
  useShortcuts(shortcuts);

  const rowProps = (index: number): RowProps => ({
    ref: (row) => {
      if (row) rows.current.set(index, row);
      else rows.current.delete(index);
    },
    'data-selected': index === selected ? true : undefined,
    'aria-current': index === selected ? true : undefined,
  });
  return { selected, select: setSelected, rowProps };
}

/** Enter then opens the row that the keys are on, and presses no button of another that was clicked before. */
function leaveRows(rows: Iterable<HTMLElement>): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && [...rows].some((row) => row.contains(focused))) focused.blur();
}
