import { Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../../components/CopyText';
import type { RowProps } from '../../../components/useListKeys';
import { PageLink } from '../../../components/PageLink';
import { DASH } from '../../../format/formats';
import { useFormats } from '../../../format/useFormats';
import { ActiveBadge } from '../ActiveBadge';
import { UTM_NAMES } from '../forms/utm_fields';
import { OpenableRow } from '../OpenableRow';
import type { Link } from '../queries';
import { daysOf, useCampaignsSearch } from '../useCampaignsSearch';
import { LinkDetail } from './LinkDetail';

type Props = {
  link: Link;
  ofAll: boolean;
  opened: boolean;
  toggle: () => void;
  rowProps: RowProps;
  act: (on: 'edit' | 'switch') => void;
};

export function LinkRow({ link, ofAll, opened, toggle, rowProps, act }: Props) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const { search } = useCampaignsSearch();
  const robots = Object.values(link.bot_clicks).reduce((sum, count) => sum + count, 0);
  const utm = UTM_NAMES.map((name) => link[name]).filter((value) => value !== null);
  return (
    <OpenableRow
      label={t('links.open', { cid: link.cid })}
      opened={opened}
      toggle={toggle}
      rowProps={rowProps}
      columns={ofAll ? 7 : 6}
      detail={() => <LinkDetail link={link} act={act} />}
    >
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }} title={link.short_url}>
            {`/r/${link.cid}`}
          </Text>
          <CopyText text={link.short_url} what={link.short_url} />
        </Group>
      </Table.Td>
      {ofAll && (
        <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
          <PageLink
            to="/campaigns"
            search={{ ...daysOf(search), campaign_id: link.campaign_id, tab: 'links' }}
            size="sm"
          >
            {link.campaign_id}
          </PageLink>
        </Table.Td>
      )}
      <Table.Td visibleFrom="md" maw={240}>
        <Text size="sm" truncate title={link.destination_url}>
          {link.destination_url.replace(/^https?:\/\//, '')}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md" maw={200}>
        <Text size="sm" truncate title={utm.join(' / ')}>
          {utm.length > 0 ? utm.join(' / ') : DASH}
        </Text>
      </Table.Td>
      <Table.Td className="tf-numbers" visibleFrom="sm">
        {formats.integer(robots)}
      </Table.Td>
      <Table.Td>
        <ActiveBadge active={link.active} />
      </Table.Td>
    </OpenableRow>
  );
}
