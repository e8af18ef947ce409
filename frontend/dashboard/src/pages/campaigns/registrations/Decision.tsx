import { Group, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Decision.module.css';
import { useReasonName } from '../../../reasons/untracked_reasons';

const LOOKS = {
  true: { Icon: IconCircleCheck, colour: 'var(--tf-good)', text: 'outcome.tracked' },
  false: { Icon: IconCircleX, colour: 'var(--tf-bad)', text: 'outcome.untracked' },
  null: { Icon: IconCircleDashed, colour: 'var(--mantine-color-dimmed)', text: 'outcome.unknown' },
} as const;

/** Of a registration: tracked, or untracked with its reason; by sign and word, and by colour last. */
export function Decision({ success, reason }: { success: boolean | null; reason: string | null }) {
  const { t } = useTranslation('campaigns');
  const reasonName = useReasonName();
  const why = success === false && reason !== null ? reasonName(reason) : null;
  const { Icon, colour, text } = LOOKS[`${success}`];
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Icon size={16} aria-hidden style={{ flex: 'none', marginTop: 2 }} color={colour} />
      <Text size="sm" span>
        <Text span inherit style={{ color: colour }} {...(why !== null && { className: classes.outcome })}>
          {t(text)}
        </Text>
        {why !== null && (
          <>
            <span className={classes.outcome}> · </span>
            {why}
          </>
        )}
      </Text>
    </Group>
  );
}
