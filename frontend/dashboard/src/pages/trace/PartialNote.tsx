import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

/** Not all of it is shown, and how to see the rest. */
export function PartialNote({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Alert
      role="note"
      variant="light"
      color="orange"
      title={title}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      {children}
    </Alert>
  );
}
