import { Group, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const LOOKS = {
  true: { Icon: IconCircleCheck, colour: 'var(--tf-good)', text: 'outcome.success' },
  false: { Icon: IconCircleX, colour: 'var(--tf-bad)', text: 'outcome.failure' },
  null: { Icon: IconCircleDashed, colour: 'var(--mantine-color-dimmed)', text: 'outcome.none' },
} as const;

/** Of an event: by sign and word, and by colour last. */
export function Outcome({ success }: { success: boolean | null }) {
  const { t } = useTranslation();
  const { Icon, colour, text } = LOOKS[`${success}`];
  return (
    <Group gap={4} wrap="nowrap" style={{ color: colour }}>
      <Icon size={16} aria-hidden style={{ flex: 'none' }} />
      <Text size="sm" span inherit>
        {t(text)}
      </Text>
    </Group>
  );
}
