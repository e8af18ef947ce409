import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Outside } from './Outside';

/** The service has a domain of its own, and this is another name of it, where no session would hold. */
export function Elsewhere({ origin }: { origin: string }) {
  const { t } = useTranslation();
  const there = `${origin}${location.pathname}${location.search}`;
  return (
    <Outside title={t('elsewhere.title')}>
      <Text c="dimmed" mb="sm">
        {t('elsewhere.help')}
      </Text>
      <Anchor href={there} style={{ overflowWrap: 'anywhere' }}>
        {there}
      </Anchor>
    </Outside>
  );
}
