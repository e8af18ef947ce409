import { Anchor, Container } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../components/EmptyNote';

/** The service has a domain of its own, and this is another name of it, where no session would hold. */
export function Elsewhere({ origin }: { origin: string }) {
  const { t } = useTranslation();
  const there = `${origin}${location.pathname}${location.search}`;
  return (
    <Container component="main">
      <EmptyNote title={t('elsewhere.title')} help={t('elsewhere.help')}>
        <Anchor href={there}>{there}</Anchor>
      </EmptyNote>
    </Container>
  );
}
