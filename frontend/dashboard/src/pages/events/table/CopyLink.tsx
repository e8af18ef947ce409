import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FeedEvent } from '../feed/pages';

/** A link that finds the event again, however many have come since: by its very millisecond. */
export function CopyLink({ event }: { event: FeedEvent }) {
  const { t } = useTranslation('events');
  const router = useRouter();
  const search = {
    from: event.ts,
    to: new Date(Date.parse(event.ts) + 1).toISOString(),
    type: [event.event_type],
    ...(event.id ? { event: event.id } : {}),
  };
  const { href } = router.buildLocation({ to: '/events', search });
  return (
    <CopyButton value={location.origin + router.history.createHref(href)} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconLink size={16} aria-hidden />}
          onClick={copy}
        >
          {t(copied ? 'row.linkCopied' : 'row.copyLink')}
        </Button>
      )}
    </CopyButton>
  );
}
