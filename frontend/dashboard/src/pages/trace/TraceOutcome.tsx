import { Group, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Timeline } from './queries';

const LOOKS = {
  completed: { Icon: IconCircleCheck, colour: 'var(--tf-good)' },
  failed: { Icon: IconCircleX, colour: 'var(--tf-bad)' },
  open: { Icon: IconCircleDashed, colour: 'var(--mantine-color-dimmed)' },
} as const;

/** How the trace ended, or that it has not: by sign and word, and by colour last. */
export function TraceOutcome({ outcome }: { outcome: Timeline['outcome'] }) {
  const { t } = useTranslation('trace');
  const { Icon, colour } = LOOKS[outcome];
  return (
    <Group gap={4} wrap="nowrap" style={{ color: colour, flex: 'none' }} title={t(`outcome.${outcome}.meaning`)}>
      <Icon size={20} aria-hidden />
      <Text fw={600} span inherit>
        {t(`outcome.${outcome}.name`)}
      </Text>
    </Group>
  );
}
