import { useState } from 'react';
import { useSeesPeople } from '../../../api/session';
import { useEventsSearch } from '../useEventsSearch';
import { columnsAtFirst, columnsFor, readColumns, type Column, type ColumnId } from './columns';

const KEPT_UNDER = 'tracefunnel-event-columns';

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT_UNDER);
  } catch {
    return null; // storage is blocked
  }
}

function keep(ids: string | null): void {
  try {
    if (ids === null) localStorage.removeItem(KEPT_UNDER);
    else localStorage.setItem(KEPT_UNDER, ids);
  } catch {
    /* storage is blocked: they stand in the URL */
  }
}

/** The columns shown: those that the URL names, else those that this browser last had, else the first ones. */
export function useColumns() {
  const seesPeople = useSeesPeople();
  const { search, change } = useEventsSearch();
  const [mine, setMine] = useState(kept);
  const atFirst = columnsAtFirst(seesPeople);
  const ids = readColumns(search.columns, seesPeople) ?? readColumns(mine, seesPeople) ?? atFirst;
  const shown: Column[] = columnsFor(seesPeople).filter(({ id }) => ids.includes(id));

  const show = (chosen: readonly ColumnId[]) => {
    const text = readColumns(chosen.join(','), seesPeople)?.join(',') ?? null;
    const ours = text === atFirst.join(',') ? null : text;
    keep(ours);
    setMine(ours);
    change({ columns: ours ?? undefined }, { replace: true });
  };
  return { shown, show, reset: () => show(atFirst) };
}
