import { Group, Text } from '@mantine/core';
import { IconBellRinging, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from './queries';

const LOOKS = {
  alarm: { Icon: IconBellRinging, colour: 'var(--tf-bad)' },
  ok: { Icon: IconCircleCheck, colour: 'var(--tf-good)' },
  no_data: { Icon: IconCircleDashed, colour: 'var(--mantine-color-dimmed)' },
} as const;

/** By sign and word, and by colour last. */
export function StateSign({ state }: { state: Alarm['state'] }) {
  const { t } = useTranslation('alarms');
  const { Icon, colour } = LOOKS[state];
  return (
    <Group gap={4} wrap="nowrap" style={{ color: colour, flex: 'none' }}>
      <Icon size={18} aria-hidden style={{ flex: 'none' }} />
      <Text size="sm" fw={state === 'alarm' ? 700 : 500} span inherit style={{ whiteSpace: 'nowrap' }}>
        {t(`state.${state}`)}
      </Text>
    </Group>
  );
}
