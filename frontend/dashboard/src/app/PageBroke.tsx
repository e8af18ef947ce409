import { Button, Container } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../components/EmptyNote';

/** A part of the page could not be drawn, or its file is gone since a newer page was deployed: a reload mends the latter. */
export function PageBroke() {
  const { t } = useTranslation();
  return (
    <Container>
      <EmptyNote title={t('broke.title')} help={t('broke.help')}>
        <Button onClick={() => location.reload()}>{t('broke.reload')}</Button>
      </EmptyNote>
    </Container>
  );
}
