import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../format/useFormats';
import { MOST_HOURS, readHours } from '../search';

const OFTEN_ASKED = [12, 24, 48, 72, 168, 720];

type Props = { start: number; inUse: number; ask: (hours: number) => void };

/** A window in whole hours, typed or chosen. */
export function HoursForm({ start, inUse, ask }: Props) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const [typed, setTyped] = useState(String(start));
  const [refused, setRefused] = useState(false);
  const submit = () => {
    const hours = readHours(typed.trim());
    setRefused(hours === null);
    if (hours !== null) ask(hours);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Group align="flex-start" gap="md" wrap="nowrap">
        <TextInput
          size="sm"
          w={230}
          inputMode="numeric"
          label={t('whatIf.window')}
          description={t('whatIf.windowHelp', { most: MOST_HOURS })}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setRefused(false);
          }}
          error={refused && t('whatIf.windowRefused', { most: MOST_HOURS })}
        />
        <Button type="submit" size="sm" mt={44}>
          {t('whatIf.ask')}
        </Button>
      </Group>
      <Group gap={6} mt="sm" role="group" aria-label={t('whatIf.often')}>
        <Text size="xs" c="dimmed" aria-hidden>
          {t('whatIf.often')}
        </Text>
        {OFTEN_ASKED.filter((hours) => hours !== inUse).map((hours) => (
          <Button key={hours} size="xs" variant="default" type="button" onClick={() => ask(hours)}>
            {formats.duration(hours * 3_600_000)}
          </Button>
        ))}
      </Group>
    </form>
  );
}
