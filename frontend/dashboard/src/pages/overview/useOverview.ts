import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { resolveRange, type DayRange } from '../../time/range';
import { useToday } from '../../time/useToday';
import { readOverviewSearch, type OverviewSearch } from './search';

const route = getRouteApi('/shell/');

/** What becomes of the view; undefined: as at first. `look`: a change that Back need not undo step by step. */
export type ChangeView = (
  wanted: { [K in keyof OverviewSearch]?: OverviewSearch[K] | undefined },
  kind?: 'place' | 'look',
) => void;

/** The view as the URL has it. */
export function useOverview() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useToday();
  const range: DayRange = useMemo(() => resolveRange(search, today), [search, today]);
  const change: ChangeView = useCallback(
    (wanted, kind = 'look') =>
      void navigate({
        search: (before) => readOverviewSearch({ ...before, ...wanted }),
        replace: kind === 'look',
        resetScroll: false,
      }),
    [navigate],
  );
  return { search, range, today, change, compare: search.compare !== 'none' };
}
