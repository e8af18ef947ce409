import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Outside } from './Outside';

/** A part of the page could not be drawn, or its file is gone since a newer page was deployed: a reload mends the latter. */
export function PageBroke() {
  const { t } = useTranslation();
  return (
    <Outside title={t('broke.title')}>
      <Text c="dimmed" mb="sm">
        {t('broke.help')}
      </Text>
      <Button onClick={() => location.reload()}>{t('broke.reload')}</Button>
    </Outside>
  );
}
