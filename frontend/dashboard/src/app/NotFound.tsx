import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Outside } from './Outside';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Outside title={t('notFound.title')}>
      <Text c="dimmed" mb="sm">
        {t('notFound.help')}
      </Text>
      <Anchor component={Link} to="/">
        {t('notFound.home')}
      </Anchor>
    </Outside>
  );
}
