import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../components/EmptyNote';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyNote title={t('notFound.title')} help={t('notFound.help')}>
      <Anchor component={Link} to="/">
        {t('notFound.home')}
      </Anchor>
    </EmptyNote>
  );
}
