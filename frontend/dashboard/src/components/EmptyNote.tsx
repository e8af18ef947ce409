import { Center, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Nothing is there: why, and what to do. */
export function EmptyNote({ title, help, children }: { title: string; help?: string; children?: ReactNode }) {
  return (
    <Center py="xl" px="md">
      <Stack gap={6} align="center" maw={460} ta="center">
        <Text fw={600}>{title}</Text>
        {help && (
          <Text size="sm" c="dimmed">
            {help}
          </Text>
        )}
        {children}
      </Stack>
    </Center>
  );
}
