import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { Await } from '../../components/Await';
import { Email } from '../../components/Email';
import { EmptyNote } from '../../components/EmptyNote';
import { PageLink } from '../../components/PageLink';
import { PageTitle } from '../../components/PageTitle';
import { Panel } from '../../components/Panel';
import { useFormats } from '../../format/useFormats';
import { daysIn } from '../../time/reporting_day';
import { useToday } from '../../time/useToday';
import { daysOfPerson, personQuery, type Person } from './person';
import { PartialNote } from './PartialNote';
import { TraceTable } from './TraceTable';

/** All traces of a person that the feed holds; whoever searched and found one alone is led straight to it. */
export function PersonTraces({ fingerprints }: { fingerprints: string }) {
  const { t } = useTranslation('trace');
  const formats = useFormats();
  const { retention_days: days } = useSession();
  const range = daysOfPerson(useToday(), days);
  const person = useQuery(personQuery(fingerprints, range));
  const { state } = useLocation();
  const only = person.data && onlyTraceOf(person.data);
  if (state.straightToTheOnlyTrace && only) return <Navigate to="/trace" search={{ trace_id: only }} replace />;
  return (
    <>
      <PageTitle title={t('person.title')} />
      <Panel
        title={t('person.traces')}
        note={t('person.range', {
          from: formats.day(range.from),
          to: formats.day(range.to),
          count: daysIn(range.from, range.to),
        })}
        actions={
          <PageLink to="/events" search={{ q_email: fingerprints, ...range }}>
            {t('people.events')}
          </PageLink>
        }
      >
        <Await query={person} loading={<Skeleton h={240} />}>
          {(found) => <Found person={found} />}
        </Await>
      </Panel>
    </>
  );
}

function Found({ person }: { person: Person }) {
  const { t } = useTranslation('trace');
  if (person.traces.length === 0 && person.untraced === 0) {
    return <EmptyNote title={t('person.none.title')} help={t('person.none.help')} />;
  }
  return (
    <Stack gap="sm">
      {person.email && (
        <Text size="sm" component="div">
          <Email email={person.email} />
        </Text>
      )}
      {!person.complete && <PartialNote title={t('person.partial.title')}>{t('person.partial.help')}</PartialNote>}
      {person.traces.length > 0 && <TraceTable traces={person.traces} />}
      <Text size="sm" c="dimmed">
        {t('person.counted')} {person.untraced > 0 && t('person.untraced', { count: person.untraced })}
      </Text>
    </Stack>
  );
}

/** Where there is nothing else of the person that would be missed. */
function onlyTraceOf({ traces, untraced, complete }: Person): string | undefined {
  return complete && untraced === 0 && traces.length === 1 ? traces[0]?.traceId : undefined;
}
