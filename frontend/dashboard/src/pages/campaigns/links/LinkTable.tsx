import { Table, VisuallyHidden } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayWrite } from '../../../api/session';
import { useListKeys } from '../../../components/useListKeys';
import { LinkForm } from '../forms/LinkForm';
import type { Link } from '../queries';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { useFollowSelection } from '../useFollowSelection';
import { LinkRow } from './LinkRow';
import { SwitchLink } from './SwitchLink';

type Act = 'edit' | 'switch';

export function LinkTable({ links, ofAll }: { links: readonly Link[]; ofAll: boolean }) {
  const { t } = useTranslation('campaigns');
  const mayWrite = useMayWrite();
  const { search, change } = useCampaignsSearch();
  const [acted, setActed] = useState<Link | null>(null); // as it was when the dialog opened
  const [dialog, setDialog] = useState<Act | null>(null);
  const clipboard = useClipboard({ timeout: 2500 });
  const stop = () => setDialog(null);
  const act = (on: Act, link: Link) => {
    setActed(link);
    setDialog(on);
  };
  const toggle = (cid: string) => change({ cid: cid === search.cid ? undefined : cid }, { replace: true });
  const at = (run: (link: Link) => void) => (index: number) => {
    const link = links[index];
    if (link) run(link);
  };
  const keys = useListKeys({
    count: links.length,
    open: at((link) => toggle(link.cid)),
    more: [
      { keys: 'c', label: t('links.copy'), run: at((link) => clipboard.copy(link.short_url)) },
      ...(mayWrite
        ? [
            { keys: 'e', label: t('links.edit'), run: at((link) => act('edit', link)) },
            { keys: 's', label: t('links.switch'), run: at((link) => act('switch', link)) },
          ]
        : []),
    ],
  });
  useFollowSelection(
    links.map((link) => link.cid),
    keys,
    links.findIndex((link) => link.cid === search.cid),
  );
  return (
    <>
      <Table aria-label={t('links.title')} verticalSpacing={4} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <VisuallyHidden>{t('column.details')}</VisuallyHidden>
            </Table.Th>
            <Table.Th>{t('links.shortUrl')}</Table.Th>
            {ofAll && <Table.Th visibleFrom="sm">{t('column.campaign')}</Table.Th>}
            <Table.Th visibleFrom="md">{t('form.destination_url')}</Table.Th>
            <Table.Th visibleFrom="md">{t('column.utm')}</Table.Th>
            <Table.Th className="tf-numbers" visibleFrom="sm">
              {t('column.robots')}
            </Table.Th>
            <Table.Th>{t('column.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {links.map((link, index) => (
            <LinkRow
              key={link.cid}
              link={link}
              ofAll={ofAll}
              opened={link.cid === search.cid}
              toggle={() => {
                keys.select(index);
                toggle(link.cid);
              }}
              rowProps={keys.rowProps(index)}
              act={(on) => act(on, link)}
            />
          ))}
        </Table.Tbody>
      </Table>
      <VisuallyHidden role="status">{clipboard.copied && t('copied', { ns: 'common' })}</VisuallyHidden>
      {acted && (
        <>
          <LinkForm opened={dialog === 'edit'} close={stop} link={acted} done={stop} />
          <SwitchLink opened={dialog === 'switch'} close={stop} link={acted} />
        </>
      )}
    </>
  );
}
