import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../../api/event_types';
import { useSession } from '../../../api/session';
import { useFormats } from '../../../format/useFormats';
import type { DayRange } from '../../../time/range';
import { dayOf } from '../../../time/reporting_day';
import type { FeedSearch, FilterName } from './filters';

const MOST_NAMED = 2;
const OUTCOMES = { true: 'outcome.success', false: 'outcome.failure', null: 'outcome.none' } as const;

/** What a filter that is set says of itself. */
export function useFilterText() {
  const { t } = useTranslation('events');
  const { t: everywhere } = useTranslation();
  const formats = useFormats();
  const { timezone } = useSession();
  const typeLabel = useEventTypeLabel();

  const several = (names: string[]) => {
    const named = names.slice(0, MOST_NAMED).join(', ');
    return names.length > MOST_NAMED ? t('filter.andMore', { named, count: names.length - MOST_NAMED }) : named;
  };
  const filter = (name: FilterName, search: FeedSearch): string => {
    if (name === 'type') return several((search.type ?? []).map(typeLabel));
    if (name === 'success') {
      const outcomes = (search.success ?? '').split(',') as (keyof typeof OUTCOMES)[];
      return outcomes.map((outcome) => everywhere(OUTCOMES[outcome])).join(', ');
    }
    if (name === 'q_email') return several((search.q_email ?? '').split(',').map(shortened));
    return search[name] ?? '';
  };
  const times = (from: string, to: string) => {
    const sameDay = dayOf(new Date(from), timezone) === dayOf(new Date(to), timezone);
    return `${formats.stamp(from)} – ${sameDay ? formats.clock(to) : formats.stamp(to)}`;
  };
  const daysAround = (from: string, to: string): DayRange => ({
    from: dayOf(new Date(from), timezone),
    to: dayOf(new Date(Date.parse(to) - 1), timezone),
  });
  return { filter, times, daysAround };
}

const ENOUGH = 15;

/** A fingerprint tells by its beginning. */
function shortened(text: string): string {
  return text.length > ENOUGH ? `${text.slice(0, ENOUGH - 3)}…` : text;
}
