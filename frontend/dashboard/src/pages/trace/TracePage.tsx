import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import { useSeesPeople } from '../../api/session';
import { PageTitle } from '../../components/PageTitle';
import { TroubleNote } from '../../components/TroubleNote';
import { Introduction } from './Introduction';
import { PersonTraces } from './PersonTraces';
import { Trace } from './Trace';

/** What happened to one person: a trace's timeline, or the list of a person's traces. */
export function TracePage() {
  const { t } = useTranslation('trace');
  const seesPeople = useSeesPeople();
  const { trace_id: traceId, q_email: fingerprints } = useSearch({ from: '/shell/trace' });
  if (!seesPeople) {
    return (
      <>
        <PageTitle title={t('title')} />
        <TroubleNote error={new ApiError(403, '')} />
      </>
    );
  }
  if (traceId) return <Trace key={traceId} traceId={traceId} />;
  if (fingerprints) return <PersonTraces key={fingerprints} fingerprints={fingerprints} />;
  return <Introduction />;
}
