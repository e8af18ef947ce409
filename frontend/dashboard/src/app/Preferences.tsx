import { Group } from '@mantine/core';
import { SwitchLanguage } from './SwitchLanguage';
import { SwitchTheme } from './SwitchTheme';
import { Who } from './Who';

/** Theme, language, who is signed in. */
export function Preferences() {
  return (
    <Group gap={4} wrap="nowrap">
      <SwitchTheme />
      <SwitchLanguage />
      <Who />
    </Group>
  );
}
