import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useSeesPeople } from '../../api/session';
import { resolveRange } from '../../time/range';
import { useToday } from '../../time/useToday';
import type { AskedReport } from './queries';
import { DEFAULT_WINDOW_SECONDS } from './question/time_window';
import { DEFAULT_ORDER, readFunnelsSearch, type FunnelsSearch } from './search';

const route = getRouteApi('/shell/funnels');

/** What becomes of the view; undefined: as at first. `look`: a change that Back need not undo. */
export type ChangeFunnel = (
  wanted: { [K in keyof FunnelsSearch]?: FunnelsSearch[K] | undefined },
  kind?: 'place' | 'look',
) => void;

export type FunnelView = ReturnType<typeof useFunnel>;

/** The view as the URL has it. `usual`: the steps where it names none. */
export function useFunnel(usual: readonly string[]) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useToday();
  const seesPeople = useSeesPeople();
  const asked = useMemo(
    (): AskedReport => ({
      range: resolveRange(search, today),
      steps: search.steps ?? usual,
      order: search.order ?? DEFAULT_ORDER,
      windowSeconds: Number(search.window_seconds ?? DEFAULT_WINDOW_SECONDS),
      breakdown: isOfPeople(search.breakdown) && !seesPeople ? undefined : search.breakdown,
      compare: search.compare === 'previous',
    }),
    [search, today, usual, seesPeople],
  );
  const change: ChangeFunnel = useCallback(
    (wanted, kind = 'place') =>
      void navigate({
        search: (before) => readFunnelsSearch({ ...before, ...wanted }),
        replace: kind === 'look',
        resetScroll: false,
      }),
    [navigate],
  );
  const wanted = Number(search.reached);
  const opened = wanted < asked.steps.length ? wanted : null; // NaN is not
  return { search, asked, opened, today, change };
}

/** A domain may be that of one person alone; a viewer sees nobody's. */
export function isOfPeople(breakdown: FunnelsSearch['breakdown']): boolean {
  return breakdown === 'email_domain';
}
