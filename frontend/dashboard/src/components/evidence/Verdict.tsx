import { Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Facts } from '../Facts';
import { useChannelLabel } from './useChannelLabel';
import { utmFacts } from './utm';

/** What was decided: which source is credited and for what, or the one reason why none is. */
export function Verdict({ decision }: { decision: Schemas['DecisionKept'] }) {
  const { t } = useTranslation('evidence');
  const channelLabel = useChannelLabel();
  const { attribution, untracked_reason: reason } = decision;
  const Icon = decision.tracked ? IconCircleCheck : IconCircleX;
  return (
    <Stack gap={6}>
      <Group gap={6} wrap="nowrap" style={{ color: decision.tracked ? 'var(--tf-good)' : 'var(--tf-bad)' }}>
        <Icon size={20} aria-hidden style={{ flex: 'none' }} />
        <Text fw={600} span inherit>
          {attribution && t('tracked', { source: t(`source.${attribution.source}.name`) })}
          {reason && t('untracked', { reason: t(`reason.${reason}.name`, { ns: 'common' }) })}
        </Text>
      </Group>
      {reason && <Text size="sm">{t(`reason.${reason}.meaning`, { ns: 'common' })}</Text>}
      {attribution && (
        <Facts
          facts={[
            { label: t('channelLabel'), value: attribution.channel && channelLabel(attribution.channel) },
            { label: t('cid'), value: attribution.cid, copy: attribution.cid ?? undefined },
            ...utmFacts(attribution),
          ]}
        />
      )}
    </Stack>
  );
}
