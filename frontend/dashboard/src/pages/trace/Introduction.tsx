import { List, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/PageTitle';
import { SearchField } from './SearchField';

/** Nobody is looked at yet: what can be searched for, and what comes of it. */
export function Introduction() {
  const { t } = useTranslation('trace');
  return (
    <>
      <PageTitle title={t('title')} />
      <Paper withBorder p="lg" maw={640}>
        <Stack gap="md">
          <Text>{t('introduction.what')}</Text>
          <SearchField />
          <List size="sm" spacing={6}>
            <List.Item>{t('introduction.trace')}</List.Item>
            <List.Item>{t('introduction.address')}</List.Item>
            <List.Item>{t('introduction.fingerprint')}</List.Item>
          </List>
          <Text size="sm" c="dimmed">
            {t('introduction.key')}
          </Text>
        </Stack>
      </Paper>
    </>
  );
}
