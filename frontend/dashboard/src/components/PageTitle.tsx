import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDocumentTitle } from './useDocumentTitle';

type Props = { title: string; documentTitle?: string; children?: ReactNode };

/** The page's heading and the document's title; `children`: what acts on the whole page, on the right. */
export function PageTitle({ title, documentTitle = title, children }: Props) {
  useDocumentTitle(documentTitle);
  return (
    <Group justify="space-between" mb="md" gap="sm" mih={36}>
      <Title order={1} size="h3" miw={0} style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Title>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
