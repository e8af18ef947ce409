import { Container, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDocumentTitle } from '../components/useDocumentTitle';

/** A page outside the frame: all that stands on it is one message. */
export function Outside({ title, children }: { title: string; children: ReactNode }) {
  useDocumentTitle(title);
  return (
    <Container component="main" id="main" py="xl" size="xs" ta="center">
      <Title order={1} size="h4" mb="xs">
        {title}
      </Title>
      {children}
    </Container>
  );
}
