import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../api/session';
import { Await } from '../../components/Await';
import { PageTitle } from '../../components/PageTitle';
import { RangePicker } from '../../components/RangePicker';
import { isDay } from '../../time/reporting_day';
import { resolveRange } from '../../time/range';
import { useToday } from '../../time/useToday';
import { lookUpAddress } from '../trace/queries';
import { useCsvExport } from './export/useCsvExport';
import { Feed } from './feed/Feed';
import { FeedSkeleton } from './feed/FeedSkeleton';
import { FilterBar } from './filter/FilterBar';
import { feedOf, filtersOf, holdsAddress, isAboutPeople } from './filter/filters';
import { ForbiddenFilters } from './filter/ForbiddenFilters';
import { RefusedFilters } from './filter/RefusedFilters';
import { useFilterText } from './filter/useFilterText';
import classes from './table/events.module.css';
import { useEventsSearch } from './useEventsSearch';

/** The feed: what happened, newest first, narrowed to what somebody looks for. */
export function EventsPage() {
  const { t } = useTranslation('events');
  const { search, change } = useEventsSearch();
  const { daysAround } = useFilterText();
  const today = useToday();
  const { from, to } = resolveRange(search, today);
  const range = isDay(from) ? { from, to } : daysAround(from, to);
  return (
    <div className={classes.page}>
      <PageTitle title={t('title')}>
        <RangePicker range={range} onChange={(days) => change({ ...days, event: undefined })} />
      </PageTitle>
      <FilterBar />
      <Answer />
    </div>
  );
}

function Answer() {
  const { search } = useEventsSearch();
  const seesPeople = useSeesPeople();
  const csv = useCsvExport();
  const key = JSON.stringify(feedOf(search));
  const asked = useMemo(() => feedOf(JSON.parse(key) as typeof search), [key]);
  const forbidden = seesPeople ? [] : filtersOf(search).filter(isAboutPeople);
  const [hadAddress, setHadAddress] = useState(false);
  if (holdsAddress(search) && !seesPeople) {
    if (!hadAddress) setHadAddress(true);
    return <WithoutAddress />;
  }
  if (hadAddress) return <ForbiddenFilters names={['q_email']} removed={() => setHadAddress(false)} />;
  if (forbidden.length > 0) return <ForbiddenFilters names={forbidden} />;
  if (holdsAddress(search)) return <AddressInUrl address={search.q_email ?? ''} />;
  return <Feed key={key} asked={asked} csv={csv} />;
}

/** Whoever may not look people up: the address goes out of the URL, and out of the history, before anything is asked. */
function WithoutAddress() {
  const { change } = useEventsSearch();
  useEffect(() => change({ q_email: undefined }, { replace: true }), [change]);
  return <FeedSkeleton />;
}

/** Somebody wrote an address into the URL: its fingerprints take its place, in the history too. */
function AddressInUrl({ address }: { address: string }) {
  const { change } = useEventsSearch();
  const fingerprints = useQuery({
    queryKey: ['fingerprints-of-url', address],
    queryFn: () => lookUpAddress(address),
    gcTime: 0,
  });
  const found = fingerprints.data?.join(',');
  useEffect(() => {
    if (found) change({ q_email: found }, { replace: true });
  }, [found, change]);
  if (fingerprints.error) return <RefusedFilters error={fingerprints.error} names={['q_email']} />;
  return (
    <Await query={fingerprints} loading={<FeedSkeleton />}>
      {() => <FeedSkeleton />}
    </Await>
  );
}
