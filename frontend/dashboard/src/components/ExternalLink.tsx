import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * Leads out of the dashboard, into a tab of its own. What is no web page is shown as text: an address may have come with
 * an event, or have been typed by somebody else.
 */
export function ExternalLink({ to, children }: { to: string; children: ReactNode }) {
  const { t } = useTranslation();
  if (!/^https?:\/\//i.test(to)) return <span>{children}</span>;
  return (
    <Anchor href={to} target="_blank" rel="noreferrer" size="sm" underline="always" title={t('newTab')}>
      {children} <IconExternalLink size={14} aria-hidden style={{ verticalAlign: '-2px' }} />
    </Anchor>
  );
}
