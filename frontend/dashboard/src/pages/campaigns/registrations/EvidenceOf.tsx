import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/errors';
import { Await } from '../../../components/Await';
import { Evidence } from '../../../components/Evidence';
import { evidenceQuery, type RegistrationEvent } from '../queries';
import { isUntrackedReason } from '../../../reasons/untracked_reasons';

type Props = {
  registrationId: string;
  /** As the feed has it; ids are unique within a trace alone, so another trace's registration is not its own. */
  event?: RegistrationEvent;
};

/** The stored evidence of a registration; one that came as a plain event has none. */
export function EvidenceOf({ registrationId, event }: Props) {
  const stored = useQuery(evidenceQuery(registrationId));
  const missing = stored.error && troubleOf(stored.error) === 'not-found';
  const anothers = event && stored.data && stored.data.trace_id !== event.trace_id;
  if (missing || anothers) return <NoEvidence event={event} />;
  return (
    <Await query={stored} loading={<Skeleton h={240} />}>
      {(registration) => <Evidence registration={registration} />}
    </Await>
  );
}

function NoEvidence({ event }: { event: RegistrationEvent | undefined }) {
  const { t } = useTranslation('campaigns');
  const reason = event?.success === false && isUntrackedReason(event.error_code) ? event.error_code : null;
  return (
    <Stack gap="xs">
      <Alert variant="light" color="gray" role="note" title={t('noEvidence.title')}>
        {t('noEvidence.help')}
      </Alert>
      {reason && <Text size="sm">{t(`reason.${reason}.meaning`, { ns: 'common' })}</Text>}
    </Stack>
  );
}
