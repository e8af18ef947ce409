import { Anchor, Code, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../components/Time';
import { useFormats } from '../../format/useFormats';
import { readCampaignsSearch } from '../campaigns/search';
import type { AlarmCause } from './queries';
import { useReasonMeaning } from './useReasonMeaning';

type Props = { cause: AlarmCause | null; reason: string | null };

/** What contributes most. `reason`: the API's own words, which stand where an older version has left nothing else. */
export function CauseText({ cause, reason }: Props) {
  const { t } = useTranslation('alarms');
  if (cause === null) return reason === null ? null : <Code lang="en">{reason}</Code>;
  switch (cause.kind) {
    case 'error_code':
      return <ErrorCode cause={cause} />;
    case 'campaigns':
      return <Campaigns names={cause.campaigns} />;
    case 'silence':
      return (
        <Text size="sm" span>
          {t('cause.silence')} {cause.since && <Time at={cause.since} />}
        </Text>
      );
    case 'drift':
      return <Drift day={cause.day} />;
  }
}

function ErrorCode({ cause }: { cause: AlarmCause }) {
  const { t } = useTranslation('alarms');
  const formats = useFormats();
  const reasonName = useReasonMeaning();
  const { code, count, of } = cause;
  const named = code === null ? null : reasonName(code);
  return (
    <Text size="sm" span title={named?.meaning}>
      {code === null ? t('cause.noCode') : named ? named.name : <Code>{code}</Code>}
      {count !== null && of !== null && (
        <Text size="sm" span c="dimmed" ml={6}>
          {t('cause.share', { count: count, of: formats.integer(of) })}
        </Text>
      )}
    </Text>
  );
}

function Campaigns({ names }: { names: readonly string[] }) {
  const { t } = useTranslation('alarms');
  return (
    <Text size="sm" span>
      {t('cause.campaigns', { count: names.length })}
      {names.map((name, index) => (
        <Fragment key={name}>
          {index > 0 ? ', ' : ' '}
          <Anchor
            size="sm"
            underline="always"
            translate="no"
            renderRoot={(props: object) => (
              <Link to="/campaigns" search={readCampaignsSearch({ campaign_id: name })} {...props} />
            )}
          >
            {name}
          </Anchor>
        </Fragment>
      ))}
    </Text>
  );
}

function Drift({ day }: { day: string | null }) {
  const { t } = useTranslation('alarms');
  const formats = useFormats();
  return (
    <Text size="sm" span>
      {t('cause.drift')} {day && formats.day(day)}
    </Text>
  );
}
