import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayWrite } from '../../../api/session';
import { Await } from '../../../components/Await';
import { CopyText } from '../../../components/CopyText';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import { LinkForm } from '../forms/LinkForm';
import { More } from '../More';
import { linksQuery, type Link } from '../queries';
import { TableSkeleton } from '../registrations/RegistrationsTab';
import { LinkTable } from './LinkTable';

/** The short links of one campaign or of all, whenever they were made. */
export function LinksTab({ campaignId }: { campaignId?: string }) {
  const { t } = useTranslation('campaigns');
  const mayWrite = useMayWrite();
  const [made, setMade] = useState<Link | null>(null);
  const asked = useInfiniteQuery(linksQuery(campaignId));
  return (
    <>
      <div role="status">{made && <Made link={made} dismiss={() => setMade(null)} />}</div>
      <Panel
        title={t('links.title')}
        note={t('links.note')}
        actions={mayWrite && <NewLink campaignId={campaignId} done={setMade} />}
      >
        <Await query={asked} loading={<TableSkeleton />}>
          {({ pages }) => {
            const links = pages.flatMap((page) => page.items);
            return links.length === 0 ? (
              <EmptyNote title={t('links.none')} help={t(mayWrite ? 'links.noneHelp' : 'links.noneHelpOthers')} />
            ) : (
              <>
                <LinkTable links={links} ofAll={campaignId === undefined} />
                <More query={asked} />
              </>
            );
          }}
        </Await>
      </Panel>
    </>
  );
}

function NewLink({ campaignId, done }: { campaignId: string | undefined; done: (link: Link) => void }) {
  const { t } = useTranslation('campaigns');
  const [opened, { open, close }] = useDisclosure(false);
  useShortcuts([{ keys: 'n', label: t('links.new'), group: 'page', run: open }]);
  return (
    <>
      <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={open}>
        {t('links.new')}
      </Button>
      <LinkForm opened={opened} close={close} campaignId={campaignId} done={done} />
    </>
  );
}

/** Ready to be copied: this is what it was made for. */
function Made({ link, dismiss }: { link: Link; dismiss: () => void }) {
  const { t } = useTranslation('campaigns');
  return (
    <Alert
      variant="light"
      color="teal"
      mb="md"
      title={t('links.made')}
      withCloseButton
      closeButtonLabel={t('close', { ns: 'common' })}
      onClose={dismiss}
    >
      <Group gap="xs">
        <Code fz="sm">{link.short_url}</Code>
        <CopyText text={link.short_url} what={t('links.shortUrl')} />
        <Text size="sm" c="dimmed">
          {t('links.madeHelp')}
        </Text>
      </Group>
    </Alert>
  );
}
