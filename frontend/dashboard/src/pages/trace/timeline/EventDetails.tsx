import { Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../../components/CopyText';
import { ExternalLink } from '../../../components/ExternalLink';
import { Facts, type Fact } from '../../../components/Facts';
import { Time } from '../../../components/Time';
import type { TimelineEvent } from '../queries';
import { REGISTRATION } from '../registrations';
import { RegistrationEvidence } from './RegistrationEvidence';
import classes from './timeline.module.css';

/** All that is kept of an event and where to look further; of a registration its evidence first. */
export function EventDetails({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation('trace');
  const identifiers: Fact[] = (['id', 'user_id', 'tenant_id', 'job_id', 'anonymous_id', 'campaign_id'] as const).map(
    (name) => ({ label: t(`detail.${name}`), value: event[name], copy: event[name] ?? undefined }),
  );
  return (
    <Stack gap="md">
      {event.event_type === REGISTRATION && event.id !== null && (
        <RegistrationEvidence registrationId={event.id} traceId={event.trace_id} />
      )}
      <div className={classes.columns}>
        <Stack gap="sm">
          <Facts
            facts={[
              { label: t('detail.type'), value: event.event_type },
              { label: t('detail.occurred'), value: event.occurred_at && <Time at={event.occurred_at} /> },
              { label: t('detail.received'), value: <Time at={event.ts} /> },
              ...identifiers,
            ]}
          />
          <Links links={event.links} />
        </Stack>
        <Payload payload={event.payload} />
      </div>
    </Stack>
  );
}

function Links({ links }: { links: TimelineEvent['links'] }) {
  const { t } = useTranslation('trace');
  const shown = (['onboarding', 'stripe'] as const).flatMap((name) => {
    const href = links?.[name];
    return href ? [{ name, href }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <Group gap="md">
      {shown.map(({ name, href }) => (
        <ExternalLink key={name} to={href}>
          {t(`detail.${name}`)}
        </ExternalLink>
      ))}
    </Group>
  );
}

function Payload({ payload }: { payload: TimelineEvent['payload'] }) {
  const { t } = useTranslation('trace');
  if (!payload || Object.keys(payload).length === 0) return null;
  const text = JSON.stringify(payload, null, 2);
  return (
    <div>
      <Group gap={4}>
        <Text size="sm" c="dimmed">
          {t('detail.payload')}
        </Text>
        <CopyText text={text} what={t('detail.payload')} />
      </Group>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Code>
    </div>
  );
}
