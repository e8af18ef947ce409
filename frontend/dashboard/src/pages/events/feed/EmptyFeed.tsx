import { Button, Group } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../../../components/EmptyNote';
import { daysIn } from '../../../time/reporting_day';
import { isDay } from '../../../time/reporting_day';
import { rangeOf, resolveRange } from '../../../time/range';
import { useToday } from '../../../time/useToday';
import { filtersOf, without, type FeedSearch, type FilterName } from '../filter/filters';
import { useEventsSearch } from '../useEventsSearch';
import { readPage } from './pages';

type Looser = { loosens: FilterName | 'range'; asked: FeedSearch };

/** Nothing fits: it is looked up which single filter stands in the way, or whether other days have such events. */
export function EmptyFeed({ asked }: { asked: FeedSearch }) {
  const { t } = useTranslation('events');
  const { change } = useEventsSearch();
  const today = useToday();
  const candidates = looser(asked, today);
  const found = useQueries({
    queries: candidates.map((candidate) => ({
      queryKey: ['feed-has-any', candidate.asked],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        readPage(candidate.asked, { cursor: null, limit: 1, signal }).then(({ events }) => events.length > 0),
      staleTime: 30_000,
    })),
  });
  const helping = candidates.filter((_, place) => found[place]?.data === true);
  const settled = found.every(({ data, isError }) => data !== undefined || isError);
  const filters = filtersOf(asked);
  const apply = ({ loosens, asked: { from, to } }: Looser) =>
    change(loosens === 'range' ? { from, to } : { [loosens]: undefined });
  const clear = () => change(Object.fromEntries(filters.map((name) => [name, undefined])));
  const help = !settled ? 'looking' : helping.length > 0 ? 'found' : filters.length > 0 ? 'several' : 'none';
  return (
    <EmptyNote title={t('empty.title')} help={t(`empty.${help}`)}>
      <Group gap="xs" justify="center" mt="xs" mih={30}>
        {helping.map((candidate) => (
          <Button key={candidate.loosens} size="xs" variant="light" onClick={() => apply(candidate)}>
            {candidate.loosens === 'range'
              ? t('empty.widen')
              : t('filter.removeNamed', { what: t(`filter.${candidate.loosens}`) })}
          </Button>
        ))}
        {settled && helping.length === 0 && filters.length > 0 && (
          <Button size="xs" variant="light" onClick={clear}>
            {t('filter.clear')}
          </Button>
        )}
      </Group>
    </EmptyNote>
  );
}

function looser(asked: FeedSearch, today: string): Looser[] {
  const filters = filtersOf(asked).map((name) => ({ loosens: name, asked: without(asked, [name]) }));
  const range = resolveRange(asked, today);
  const wide = rangeOf('last28', today);
  const isWide = isDay(range.from) && range.to === today && daysIn(range.from, range.to) >= daysIn(wide.from, wide.to);
  return isWide ? filters : [...filters, { loosens: 'range', asked: { ...asked, ...wide } }];
}
