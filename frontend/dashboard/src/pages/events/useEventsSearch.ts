import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { EventsSearch } from './search';

export type SearchChange = { [Name in keyof EventsSearch]?: EventsSearch[Name] | undefined };
type Options = { replace?: boolean };

/** The view as the URL says it; `change` says it anew, and what it gives as undefined is taken away. */
export function useEventsSearch() {
  const search = useSearch({ from: '/shell/events' });
  const navigate = useNavigate();
  const change = useCallback(
    (changes: SearchChange, { replace = false }: Options = {}) =>
      void navigate({
        to: '/events',
        search: (before) => present({ ...(before as EventsSearch), ...changes }),
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  return { search, change };
}

function present(search: SearchChange): EventsSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
