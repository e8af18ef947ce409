import { Button, Group, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  /** More is looked for without being asked. */
  searching?: boolean;
};

/** At the end of a list that goes on. */
export function More({ query, searching = false }: Props) {
  const { t } = useTranslation('campaigns');
  if (!query.hasNextPage) return null;
  if (searching) {
    return (
      <Group gap="xs" mt="sm" role="status">
        <Loader size="xs" aria-hidden />
        <Text size="sm" c="dimmed">
          {t('searching')}
        </Text>
      </Group>
    );
  }
  return (
    <Group justify="center" mt="sm">
      <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('more')}
      </Button>
    </Group>
  );
}
