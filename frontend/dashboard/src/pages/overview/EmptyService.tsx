import { Anchor, Code, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../components/CopyText';
import { EmptyNote } from '../../components/EmptyNote';
import { Panel } from '../../components/Panel';
import { REFRESH_MS } from './summary';

/** What a shell sends; the key stays where it is kept. */
function firstEvent(origin: string): string {
  return [
    `curl -s ${origin}/internal/funnel-events/ingest \\`,
    `  -H "Authorization: Bearer $INTERNAL_API_KEY" -H 'Content-Type: application/json' \\`,
    `  -d '{"event_type": "m_page_view", "anonymous_id": "first-visitor", "source": "edge"}'`,
  ].join('\n');
}

/** The service has no event at all: how to send the first one. */
export function EmptyService() {
  const { t } = useTranslation('overview');
  const command = firstEvent(location.origin);
  return (
    <Panel title={t('empty.panel')}>
      <EmptyNote title={t('empty.title')} help={t('empty.help', { seconds: REFRESH_MS / 1000 })}>
        <Anchor size="sm" renderRoot={(props: object) => <Link to="/dictionary" {...props} />}>
          {t('empty.dictionary')}
        </Anchor>
      </EmptyNote>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Code block flex={1} tabIndex={0} role="region" aria-label={t('empty.command')} style={{ overflowX: 'auto' }}>
          {command}
        </Code>
        <CopyText text={command} what={t('empty.command')} />
      </Group>
    </Panel>
  );
}
