import { Alert, Button, Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useEventsSearch } from '../useEventsSearch';
import type { FilterName } from './filters';

/** A link that was made for others: it asks who somebody is. What it asked for is not repeated here. */
export function ForbiddenFilters({ names, removed }: { names: readonly FilterName[]; removed?: () => void }) {
  const { t } = useTranslation('events');
  const { t: everywhere } = useTranslation();
  const { change } = useEventsSearch();
  const what = names.map((name) => t(`filter.${name}`)).join(', ');
  const remove = () => {
    change(Object.fromEntries(names.map((name) => [name, undefined])), { replace: true });
    removed?.();
  };
  return (
    <Alert
      role="alert"
      variant="light"
      color="gray"
      icon={<IconLock aria-hidden />}
      title={everywhere('trouble.forbidden.title')}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('forbidden', { what })}</Text>
        <Button size="compact-sm" variant="default" onClick={remove}>
          {t('filter.removeNamed', { what })}
        </Button>
      </Group>
    </Alert>
  );
}
