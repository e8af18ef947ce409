import { Button, Group, Stack, Text } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import { CopyText } from '../../../components/CopyText';
import { Email } from '../../../components/Email';
import { ExternalLink } from '../../../components/ExternalLink';
import { Facts, type Fact } from '../../../components/Facts';
import { Outcome } from '../../../components/Outcome';
import { useFormats } from '../../../format/useFormats';
import type { FeedEvent } from '../feed/pages';
import { OnlyThese } from '../filter/OnlyThese';
import type { Words } from './cell_text';
import { CopyLink } from './CopyLink';
import classes from './events.module.css';
import { payloadText } from './payload_text';

/** All that is known of an event, where it leads, and the way to others like it. */
export function EventDetails({ event, words }: { event: FeedEvent; words: Words }) {
  const { t } = useTranslation('events');
  const seesPeople = useSeesPeople();
  const payload = event.payload === null ? null : payloadText(event.payload);
  return (
    <Stack gap="sm">
      <Leads event={event} />
      <div className={classes.columns}>
        <AllFields event={event} words={words} />
        <Stack gap={4} miw={0}>
          <Group gap={4}>
            <Text size="sm" c="dimmed">
              {t('field.payload')}
            </Text>
            {payload !== null && <CopyText text={payload} what={t('field.payload')} />}
          </Group>
          {payload === null ? (
            <Text size="sm">{t(seesPeople ? 'row.noPayload' : 'row.hidden')}</Text>
          ) : (
            <pre className={classes.payload}>{payload}</pre>
          )}
        </Stack>
      </div>
    </Stack>
  );
}

function Leads({ event }: { event: FeedEvent }) {
  const { t } = useTranslation('events');
  const { trace_id: traceId, id } = event;
  return (
    <Group gap="xs">
      {traceId && (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconRoute size={16} aria-hidden />}
          renderRoot={(props: object) => (
            <Link to="/trace" search={{ trace_id: traceId, ...(id ? { event: id } : {}) }} {...props} />
          )}
        >
          {t('row.trace')}
        </Button>
      )}
      {event.links?.onboarding && <ExternalLink to={event.links.onboarding}>{t('row.onboarding')}</ExternalLink>}
      {event.links?.stripe && <ExternalLink to={event.links.stripe}>{t('row.stripe')}</ExternalLink>}
      <CopyLink event={event} />
    </Group>
  );
}

function AllFields({ event, words }: { event: FeedEvent; words: Words }) {
  const { t } = useTranslation('events');
  const formats = useFormats();
  const { email } = event;
  const plain = (name: 'id' | 'anonymous_id' | 'user_id' | 'job_id'): Fact => ({
    label: t(`field.${name}`),
    value: event[name] && <span className={classes.id}>{event[name]}</span>,
    copy: event[name] ?? undefined,
  });
  const filtering = (name: 'trace_id' | 'tenant_id' | 'campaign_id' | 'error_code' | 'source'): Fact => ({
    label: t(`field.${name}`),
    value: event[name] && <OnlyThese name={name} value={event[name]} />,
    copy: event[name] ?? undefined,
  });
  const instant = (name: 'ts' | 'occurred_at'): Fact => {
    const at = event[name];
    if (at === null) return { label: t(`field.${name}`), value: null };
    const milliseconds = at.slice(-4, -1);
    const value = (
      <time dateTime={at} title={formats.dateTimeLong(at)}>
        {`${formats.stamp(at)}.${milliseconds}`}
      </time>
    );
    return { label: t(`field.${name}`), value, copy: at };
  };
  const facts: Fact[] = [
    instant('ts'),
    instant('occurred_at'),
    {
      label: t('field.event_type'),
      value: <OnlyThese name="type" value={event.event_type} said={words.typeLabel(event.event_type)} />,
      copy: event.event_type,
    },
    { label: t('field.success'), value: <Outcome success={event.success} /> },
    filtering('error_code'),
    { label: t('field.error_message'), value: event.error_message, copy: event.error_message ?? undefined },
    {
      label: t('field.email'),
      value: email && <OnlyThese name="q_email" value={email.fingerprint} said={<Email email={email} />} />,
    },
    {
      label: t('field.fingerprint'),
      value: email?.masked ? <span className={classes.id}>{email.fingerprint}</span> : null,
      copy: email?.fingerprint,
    },
    filtering('trace_id'),
    filtering('tenant_id'),
    plain('user_id'),
    plain('anonymous_id'),
    plain('job_id'),
    filtering('campaign_id'),
    filtering('source'),
    plain('id'),
  ];
  return <Facts facts={facts} />;
}
