import { Paper, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/errors';
import { Await } from '../../../components/Await';
import { Evidence } from '../../../components/Evidence';
import { registrationQuery } from '../queries';

type Props = {
  registrationId: string;
  /** Ids of events are unique within a trace alone: another trace's registration of that id is not its own. */
  traceId: string | null;
};

/** What the registration was decided from; one that was sent as a plain event was decided elsewhere. */
export function RegistrationEvidence({ registrationId, traceId }: Props) {
  const { t } = useTranslation('trace');
  const registration = useQuery(registrationQuery(registrationId));
  const missing = registration.error && troubleOf(registration.error) === 'not-found';
  const anothers = registration.data && registration.data.trace_id !== traceId;
  if (missing || anothers) {
    return (
      <Text size="sm" c="dimmed">
        {t('detail.noEvidence')}
      </Text>
    );
  }
  return (
    <Paper withBorder p="md">
      <Await query={registration} loading={<Skeleton h={360} />}>
        {(found) => <Evidence registration={found} />}
      </Await>
    </Paper>
  );
}
