import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { useListKeys } from '../../../components/useListKeys';
import { registryQuery, type CampaignRow } from '../queries';
import { useCampaignsSearch, daysOf } from '../useCampaignsSearch';
import { listCampaigns, sortCampaigns } from './campaign_list';
import { CampaignLine } from './CampaignLine';
import { NARROW_TOO, SortHeader } from './SortHeader';
import { SORTABLE } from '../search';

/** Every campaign with its figures: those that events name, and those that were made. */
export function CampaignTable({ rows }: { rows: readonly CampaignRow[] }) {
  const { t } = useTranslation('campaigns');
  const { search, change } = useCampaignsSearch();
  const navigate = useNavigate();
  const registry = useQuery(registryQuery);
  const campaigns = sortCampaigns(listCampaigns(rows, registry.data?.items ?? []), search.sort);
  const open = (index: number) => {
    const campaign = campaigns[index];
    if (campaign) void navigate({ to: '/campaigns', search: { ...daysOf(search), campaign_id: campaign.id } });
  };
  const { rowProps } = useListKeys({ count: campaigns.length, open });
  return (
    <Panel title={t('list.title')} note={t('list.note', { count: campaigns.length })}>
      {campaigns.length === 0 ? (
        <EmptyNote title={t('list.empty')} help={t('list.emptyHelp')} />
      ) : (
        <Table aria-label={t('list.title')} verticalSpacing={6} horizontalSpacing={6} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={{ base: '52%', sm: 'auto' }}>{t('column.campaign')}</Table.Th>
              {SORTABLE.map((by) => (
                <SortHeader
                  key={by}
                  by={by}
                  sorted={search.sort ?? 'registrations'}
                  sort={() => change({ sort: by === 'registrations' ? undefined : by }, { replace: true })}
                  narrow={NARROW_TOO.includes(by)}
                />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map((campaign, index) => (
              <CampaignLine
                key={campaign.id}
                campaign={campaign}
                registryKnown={registry.data !== undefined}
                rowProps={rowProps(index)}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
