import { Table, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { EmptyNote } from '../../../components/EmptyNote';
import { Panel } from '../../../components/Panel';
import { useListKeys } from '../../../components/useListKeys';
import { More } from '../More';
import { OpenableRow } from '../OpenableRow';
import { EvidenceOf } from '../registrations/EvidenceOf';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { DecisionWords } from './DecisionWords';

type Props = {
  changed: readonly Schemas['ChangedAnswer'][];
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
};

/** The registrations that would have been decided otherwise; each opens with the evidence that it was decided from. */
export function ChangedRegistrations({ changed, query }: Props) {
  const { t } = useTranslation('campaigns');
  const { search, change } = useCampaignsSearch();
  const toggle = (id: string) =>
    change({ registration_id: id === search.registration_id ? undefined : id }, { replace: true });
  const { rowProps, select } = useListKeys({
    count: changed.length,
    open: (index) => {
      const one = changed[index];
      if (one) toggle(one.registration_id);
    },
  });
  return (
    <Panel title={t('changed.title')} note={t('changed.note')}>
      {changed.length === 0 ? (
        <EmptyNote title={t('changed.none')} help={t('changed.noneHelp')} />
      ) : (
        <Table aria-label={t('changed.title')} verticalSpacing={4} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <VisuallyHidden>{t('column.evidence')}</VisuallyHidden>
              </Table.Th>
              <Table.Th visibleFrom="sm">{t('column.registration')}</Table.Th>
              <Table.Th>{t('whatIf.now')}</Table.Th>
              <Table.Th>{t('whatIf.then')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changed.map(({ registration_id: id, from, to }, index) => (
              <OpenableRow
                key={id}
                label={t('registrations.open', { id })}
                opened={id === search.registration_id}
                toggle={() => {
                  select(index);
                  toggle(id);
                }}
                rowProps={rowProps(index)}
                columns={4}
                detail={() => <EvidenceOf registrationId={id} />}
              >
                <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
                  <Text size="sm" ff="monospace">
                    {id}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <DecisionWords decision={from} />
                </Table.Td>
                <Table.Td>
                  <DecisionWords decision={to} />
                </Table.Td>
              </OpenableRow>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <More query={query} />
    </Panel>
  );
}
