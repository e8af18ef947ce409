import { useNavigate, useSearch } from '@tanstack/react-router';
import { resolveRange, type DayRange } from '../../time/range';
import { useToday } from '../../time/useToday';
import { present, type CampaignsSearch, type CampaignsSearchChange } from './search';

type Change = (changes: CampaignsSearchChange, options?: { replace?: boolean }) => void;

/** The view as the URL says it; `change` says it anew, and what it gives as undefined is taken away. */
export function useCampaignsSearch(): { search: CampaignsSearch; range: DayRange; change: Change } {
  const search = useSearch({ from: '/shell/campaigns' });
  const navigate = useNavigate();
  const range = resolveRange(search, useToday());
  const change: Change = (changes, { replace = false } = {}) =>
    void navigate({
      to: '/campaigns',
      search: (before) => present({ ...(before as CampaignsSearch), ...changes }),
      replace,
      resetScroll: false,
    });
  return { search, range, change };
}

/** The days alone, for a link to another view of the same days. */
export function daysOf(search: CampaignsSearch): CampaignsSearch {
  return present({ from: search.from, to: search.to });
}
