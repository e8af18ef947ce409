import { Skeleton, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import { Await } from '../../../components/Await';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { More } from '../More';
import { registrationsQuery, registrationsRefresh, type RegistrationEvent } from '../queries';
import { Toolbar } from '../Toolbar';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { RegistrationFilters } from './RegistrationFilters';
import { RegistrationOnItsOwn } from './RegistrationOnItsOwn';
import { RegistrationTable } from './RegistrationTable';
import { ViewerNote } from './ViewerNote';

/** A page of a seldom campaign may come back with little or nothing on it: then the next ones are asked for as well. */
const ENOUGH = 20;

/** The registrations of these days, newest first, of one campaign or of all; each opens with its evidence. */
export function RegistrationsTab({ campaignId }: { campaignId?: string }) {
  const { t } = useTranslation('campaigns');
  const seesPeople = useSeesPeople();
  const { search, range } = useCampaignsSearch();
  const { success, error_code: errorCode, registration_id: opened } = search;
  const asked = useInfiniteQuery(registrationsQuery({ range, campaignId, success, errorCode }));
  const { hasNextPage, isFetching, fetchNextPage } = asked;
  const found = asked.data?.pages.flatMap((page) => page.events) ?? [];
  const searching = asked.isSuccess && hasNextPage && found.length < ENOUGH;
  useEffect(() => {
    if (searching && !isFetching) void fetchNextPage();
  }, [searching, isFetching, fetchNextPage]);

  const refreshed = registrationsRefresh(asked.data?.pages ?? []);
  const elsewhere = opened !== undefined && asked.isSuccess && !found.some((event) => event.id === opened);
  return (
    <>
      <Toolbar />
      <Stack gap="md">
        {!seesPeople && <ViewerNote />}
        {seesPeople && elsewhere && !searching && <RegistrationOnItsOwn registrationId={opened} />}
        <Panel
          title={t('registrations.title')}
          note={t(refreshed ? 'registrations.note' : 'registrations.paused')}
          actions={<RegistrationFilters />}
        >
          <Await query={asked} loading={<TableSkeleton />}>
            {() => (
              <>
                <Registrations events={found} ended={!hasNextPage} campaignId={campaignId} />
                <More query={asked} searching={searching} />
              </>
            )}
          </Await>
        </Panel>
      </Stack>
    </>
  );
}

type FoundProps = { events: readonly RegistrationEvent[]; ended: boolean; campaignId: string | undefined };

function Registrations({ events, ended, campaignId }: FoundProps) {
  const { t } = useTranslation('campaigns');
  const { success, error_code: errorCode } = useCampaignsSearch().search;
  if (events.length > 0) return <RegistrationTable events={events} ofAll={campaignId === undefined} />;
  if (!ended) return null;
  const filtered = success !== undefined || errorCode !== undefined;
  return (
    <EmptyNote
      title={t(filtered ? 'registrations.noneSuch' : 'registrations.none')}
      help={t(filtered ? 'registrations.noneSuchHelp' : 'registrations.noneHelp')}
    />
  );
}

export function TableSkeleton() {
  return (
    <Stack gap={6}>
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} h={34} />
      ))}
    </Stack>
  );
}
