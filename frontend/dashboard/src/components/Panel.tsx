import { Group, Paper, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

type Props = { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A titled part of a page; `note`: the unit or the period, beside the title. */
export function Panel({ title, note, actions, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder p="md" radius="md">
      <Group justify="space-between" mb="sm" gap="xs">
        <Group gap="xs" align="baseline">
          <Title order={2} size="h5" id={id}>
            {title}
          </Title>
          {note && (
            <Text size="xs" c="dimmed" component="div">
              {note}
            </Text>
          )}
        </Group>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
