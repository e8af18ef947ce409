import { Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RowProps } from '../../../components/useListKeys';
import { PageLink } from '../../../components/PageLink';
import { DASH } from '../../../format/formats';
import { useFormats } from '../../../format/useFormats';
import { ActiveBadge } from '../ActiveBadge';
import { daysOf, useCampaignsSearch } from '../useCampaignsSearch';
import type { ListedCampaign } from './campaign_list';

type Props = { campaign: ListedCampaign; registryKnown: boolean; rowProps: RowProps };

export function CampaignLine({ campaign, registryKnown, rowProps }: Props) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const { search } = useCampaignsSearch();
  const { id, name, figures, registered } = campaign;
  const count = (value: number | undefined) => (value === undefined ? DASH : formats.integer(value));
  return (
    <Table.Tr {...rowProps} data-campaign={id}>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Group gap="xs" wrap="wrap">
          <PageLink to="/campaigns" search={{ ...daysOf(search), campaign_id: id }} size="sm" fw={600}>
            {name}
          </PageLink>
          {registered && !registered.active && <ActiveBadge active={false} />}
        </Group>
        <Text size="xs" c="dimmed">
          {name !== id && id}
          {registryKnown && !registered && t('notRegistered.short')}
        </Text>
      </Table.Td>
      <Table.Td className="tf-numbers">{count(figures?.registrations)}</Table.Td>
      <Table.Td className="tf-numbers" visibleFrom="sm">
        {count(figures?.tracking_metadata.untracked_count)}
      </Table.Td>
      <Table.Td className="tf-numbers">{figures?.tracking_metadata.tracking_success_rate ?? DASH}</Table.Td>
      <Table.Td className="tf-numbers" visibleFrom="sm">
        {count(figures?.visits)}
      </Table.Td>
      <Table.Td className="tf-numbers" visibleFrom="sm">
        {count(figures?.clicks)}
      </Table.Td>
      <Table.Td className="tf-numbers" visibleFrom="sm">
        {formats.value(figures?.conversion_ratio, 'ratio')}
      </Table.Td>
    </Table.Tr>
  );
}
