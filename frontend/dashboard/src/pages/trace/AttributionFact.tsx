import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useChannelLabel } from '../../components/evidence/useChannelLabel';
import { utmFacts } from '../../components/evidence/utm';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import type { Timeline, TimelineEvent } from './queries';
import { firstRegistration, untrackedReason } from './registrations';
import { useOpenEvent } from './useOpenEvent';

/** What the registration is credited to, or why to nothing, and the way to its evidence; none without a registration. */
export function AttributionFact({ timeline }: { timeline: Timeline }) {
  const { t } = useTranslation('trace');
  const registration = firstRegistration(timeline);
  if (!registration)
    return timeline.attribution ? <Credited attribution={timeline.attribution} /> : t('attribution.none');
  return (
    <Stack gap={2} align="flex-start">
      {timeline.attribution ? (
        <Credited attribution={timeline.attribution} />
      ) : (
        <Untracked registration={registration} />
      )}
      <ShowEvidence registration={registration} />
    </Stack>
  );
}

function Credited({ attribution }: { attribution: Schemas['AttributionKept'] }) {
  const { t } = useTranslation(['trace', 'evidence']);
  const channelLabel = useChannelLabel();
  const source = t(`source.${attribution.source}.name`, { ns: 'evidence' });
  const channel = attribution.channel && channelLabel(attribution.channel);
  const named = [
    attribution.cid && `cid=${attribution.cid}`,
    ...utmFacts(attribution).map(({ label, value }) => `${label}=${value}`),
  ];
  return (
    <div>
      <Text size="sm">{[source, channel].filter(Boolean).join(' · ')}</Text>
      <Text size="xs" c="dimmed">
        {named.filter(Boolean).join(' · ')}
      </Text>
    </div>
  );
}

function Untracked({ registration }: { registration: TimelineEvent }) {
  const { t } = useTranslation(['trace', 'common']);
  const reason = untrackedReason(registration);
  if (!reason) return <Text size="sm">{registration.error_code ?? t('attribution.unknown')}</Text>;
  return (
    <Text size="sm" span title={t(`reason.${reason}.meaning`, { ns: 'common' })}>
      {t('attribution.untracked', { reason: t(`reason.${reason}.name`, { ns: 'common' }) })}
    </Text>
  );
}

/** The evidence stands at the event itself, further down. */
function ShowEvidence({ registration }: { registration: TimelineEvent }) {
  const { t } = useTranslation('trace');
  const { open } = useOpenEvent();
  const show = () => open(registration.id);
  useShortcuts([{ keys: 'e', label: t('attribution.evidence'), group: 'page', run: show }]);
  return (
    <Anchor component="button" type="button" size="sm" underline="always" onClick={show}>
      {t('attribution.evidence')}
    </Anchor>
  );
}
