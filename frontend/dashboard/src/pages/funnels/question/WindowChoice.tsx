import { Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { inUnits, presetOfWindow, secondsOf, UNITS, WINDOW_PRESETS, type Unit } from './time_window';

const OWN = 'own';

type Props = { seconds: number; onChange: (seconds: number) => void };

/** Within how long: one of the usual windows, or any other, which holds once Enter is pressed or the box is left. */
export function WindowChoice({ seconds, onChange }: Props) {
  const { t } = useTranslation('funnels');
  const preset = presetOfWindow(seconds);
  const [own, setOwn] = useState(preset === null);
  const begun = inUnits(seconds || WINDOW_PRESETS[0].seconds);
  const [typed, setTyped] = useState(String(begun.amount));
  const [unit, setUnit] = useState<Unit>(begun.unit);
  const [before, setBefore] = useState(seconds);
  if (seconds !== before) {
    setBefore(seconds);
    if (secondsOf(typed, unit) !== seconds) {
      // not by this box: by a preset, or by a step back
      setOwn(preset === null);
      setTyped(String(begun.amount));
      setUnit(begun.unit);
    }
  }
  const choose = (value: string) => {
    setOwn(value === OWN);
    if (value !== OWN && Number(value) !== seconds) onChange(Number(value));
  };
  const wanted = secondsOf(typed, unit);
  const apply = (found: number | null) => {
    if (found !== null && found !== seconds) onChange(found);
  };
  const byKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') apply(wanted);
  };
  return (
    <Stack gap={6}>
      <NativeSelect
        size="xs"
        label={t('window.label')}
        description={t('window.meaning')}
        value={own || preset === null ? OWN : String(preset.seconds)}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          ...WINDOW_PRESETS.map(({ seconds: value, name }) => ({ value: String(value), label: t(`window.${name}`) })),
          { value: OWN, label: t('window.own') },
        ]}
      />
      {own && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            size="xs"
            w={110}
            inputMode="numeric"
            autoComplete="off"
            aria-label={t('window.amount')}
            value={typed}
            error={wanted === null ? t('window.refused') : null}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={byKey}
            onBlur={() => apply(wanted)}
          />
          <NativeSelect
            size="xs"
            aria-label={t('window.unit')}
            value={unit}
            onChange={(event) => {
              const chosen = event.currentTarget.value as Unit;
              setUnit(chosen);
              apply(secondsOf(typed, chosen));
            }}
            data={UNITS.map((value) => ({ value, label: t(`window.units.${value}`) }))}
          />
        </Group>
      )}
    </Stack>
  );
}
