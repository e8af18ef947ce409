import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageLink } from '../../../components/PageLink';
import type { RegistrationEvent } from '../queries';
import { isUntrackedReason } from '../../../reasons/untracked_reasons';
import { EvidenceOf } from './EvidenceOf';

/** What a row opens: the evidence, what to do about a reason, and the way to everything else of this person. */
export function RegistrationDetail({ event }: { event: RegistrationEvent }) {
  const { t } = useTranslation('campaigns');
  if (event.id === null) return null;
  const reason = event.success === false && isUntrackedReason(event.error_code) ? event.error_code : null;
  return (
    <Stack gap="sm">
      <EvidenceOf registrationId={event.id} event={event} />
      {reason && (
        <Text size="sm">
          <Text span inherit fw={600}>
            {t('reasons.todo')}
          </Text>{' '}
          {t(`advice.${reason}`)}
        </Text>
      )}
      {event.trace_id !== null && (
        <Group gap="md">
          <PageLink to="/trace" search={{ trace_id: event.trace_id }} size="sm">
            {t('registrations.timeline')}
          </PageLink>
        </Group>
      )}
    </Stack>
  );
}
