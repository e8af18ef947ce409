import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../api/errors';
import { Await } from '../../components/Await';
import { PageTitle } from '../../components/PageTitle';
import { LookAgain } from './LookAgain';
import { NoSuchTrace, NoTraceId } from './NoTrace';
import { traceQuery } from './queries';
import { Timeline } from './timeline/Timeline';
import { readTraceId } from './trace_id';
import { TraceSummary } from './TraceSummary';

/** `traceId`: as it stands in the URL, whatever that is. */
export function Trace({ traceId }: { traceId: string }) {
  const { t } = useTranslation('trace');
  const readable = readTraceId(traceId);
  if (readable) return <ReadableTrace traceId={readable} />;
  return (
    <>
      <PageTitle title={t('title')} />
      <NoTraceId />
    </>
  );
}

function ReadableTrace({ traceId }: { traceId: string }) {
  const { t } = useTranslation('trace');
  const trace = useQuery(traceQuery(traceId));
  const trouble = trace.data === undefined && trace.error ? troubleOf(trace.error) : null;
  return (
    <>
      <PageTitle title={t('title')}>
        <LookAgain timeline={trace.data} looking={trace.isFetching} look={() => void trace.refetch()} />
      </PageTitle>
      {trouble === 'not-found' && <NoSuchTrace traceId={traceId} />}
      {trouble === 'refused' && <NoTraceId />}
      {trouble !== 'not-found' && trouble !== 'refused' && (
        <Await query={trace} loading={<Loading />}>
          {(timeline) => (
            <Stack>
              <TraceSummary timeline={timeline} />
              <Timeline timeline={timeline} />
            </Stack>
          )}
        </Await>
      )}
    </>
  );
}

function Loading() {
  return (
    <Stack>
      <Skeleton h={250} />
      <Skeleton h={420} />
    </Stack>
  );
}
