import { Code, List, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { EmptyNote } from '../../components/EmptyNote';
import { PageLink } from '../../components/PageLink';

/** What stands in the URL is no trace id: what one looks like. It is not repeated here, it may be anything. */
export function NoTraceId() {
  const { t } = useTranslation('trace');
  return (
    <EmptyNote title={t('noId.title')} help={t('noId.help')}>
      <Code>{EXAMPLE}</Code>
      <Text size="sm" c="dimmed">
        {t('noId.search')}
      </Text>
    </EmptyNote>
  );
}

const EXAMPLE = 'trace_8f2c41d09b7e';

/** The id may be right all the same: why nothing is there, likeliest first, and what to do about each. */
export function NoSuchTrace({ traceId }: { traceId: string }) {
  const { t } = useTranslation('trace');
  const { retention_days: days } = useSession();
  return (
    <Paper withBorder p="lg" maw={640} mx="auto">
      <Stack gap="sm">
        <Text fw={600}>{t('none.title')}</Text>
        <Text ff="monospace" size="sm" style={{ overflowWrap: 'anywhere' }}>
          {traceId}
        </Text>
        <List size="sm" spacing={6}>
          <List.Item>{t('none.mistyped')}</List.Item>
          <List.Item>{t('none.notYet')}</List.Item>
          <List.Item>
            {t('none.refused')} <PageLink to="/quarantine">{t('none.quarantine')}</PageLink>
          </List.Item>
          <List.Item>{t('none.old', { count: days })}</List.Item>
        </List>
      </Stack>
    </Paper>
  );
}
