import { Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { Email } from '../../components/Email';
import { PageLink } from '../../components/PageLink';
import { useToday } from '../../time/useToday';
import { daysOfPerson } from './person';
import type { Timeline } from './queries';

/** Whose trace it is, as far as the policy says; more than one where addresses were mixed up, none before the sign-in. */
export function People({ timeline }: { timeline: Timeline }) {
  const { t } = useTranslation('trace');
  const { retention_days: days } = useSession();
  const range = daysOfPerson(useToday(), days);
  const emails = new Map(timeline.events.flatMap(({ email }) => (email ? [[email.fingerprint, email] as const] : [])));
  if (emails.size === 0) return t('people.none');
  return (
    <Stack gap={4}>
      {[...emails.values()].map((email) => (
        <Group key={email.fingerprint} gap="0 8px">
          <Email email={email} />
          <PageLink to="/trace" search={{ q_email: email.fingerprint }}>
            {t('people.traces')}
          </PageLink>
          <PageLink to="/events" search={{ q_email: email.fingerprint, ...range }}>
            {t('people.events')}
          </PageLink>
        </Group>
      ))}
    </Stack>
  );
}
