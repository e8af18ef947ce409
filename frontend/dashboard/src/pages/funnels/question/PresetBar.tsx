import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLabel } from '../../../format/useLabel';
import type { Shortcut } from '../../../shortcuts/registry';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import type { Preset } from '../queries';
import { areSame } from './steps';

type Props = { presets: readonly Preset[]; steps: readonly string[]; choose: (steps: string[]) => void };

/** Funnels that are there for the asking; the digits lead to each. */
export function PresetBar({ presets, steps, choose }: Props) {
  const { t } = useTranslation('funnels');
  const label = useLabel();
  useShortcuts(
    presets.slice(0, 9).map((preset, place): Shortcut => ({
      keys: String(place + 1),
      label: t('presets.key', { preset: label(preset.label) }),
      group: 'page',
      run: () => choose([...preset.steps]),
    })),
  );
  return (
    <Group gap="xs" role="group" aria-label={t('presets.label')}>
      {presets.map((preset) => {
        const shown = areSame(preset.steps, steps);
        return (
          <Button
            key={preset.id}
            size="compact-sm"
            variant={shown ? 'light' : 'default'}
            aria-pressed={shown}
            onClick={() => choose([...preset.steps])}
          >
            {label(preset.label)}
          </Button>
        );
      })}
    </Group>
  );
}
