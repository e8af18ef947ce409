import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { UTM_NAMES } from '../forms/utm_fields';
import { Decision } from '../registrations/Decision';

/** A decision in a line or two: tracked by which source and to what, or untracked and why. */
export function DecisionWords({ decision }: { decision: Schemas['DecisionKept'] }) {
  const { t } = useTranslation('evidence');
  const { attribution } = decision;
  const credited = attribution && [attribution.cid, ...UTM_NAMES.map((name) => attribution[name])].filter(Boolean);
  return (
    <>
      <Decision success={decision.tracked} reason={decision.untracked_reason} />
      {attribution && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[t(`source.${attribution.source}.name`), ...(credited ?? [])].join(' · ')}
        </Text>
      )}
    </>
  );
}
