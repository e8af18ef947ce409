import { Table, VisuallyHidden } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../../api/session';
import { useListKeys } from '../../../components/useListKeys';
import type { RegistrationEvent } from '../queries';
import { useCampaignsSearch } from '../useCampaignsSearch';
import { useFollowSelection } from '../useFollowSelection';
import { columnsOf } from './columns';
import { RegistrationRow } from './RegistrationRow';

type Props = { events: readonly RegistrationEvent[]; ofAll: boolean };

/** A viewer gets rows without ids, which open nothing. */
export function RegistrationTable({ events, ofAll }: Props) {
  const { t } = useTranslation('campaigns');
  const seesPeople = useSeesPeople();
  const { search, change } = useCampaignsSearch();
  const navigate = useNavigate();
  const columns = columnsOf(ofAll, seesPeople);
  const isOpen = (event: RegistrationEvent) => event.id !== null && event.id === search.registration_id;
  const toggle = (event: RegistrationEvent) => {
    if (event.id === null) return;
    change({ registration_id: isOpen(event) ? undefined : event.id }, { replace: true });
  };
  const keys = useListKeys({
    count: events.length,
    open: (index) => {
      const event = events[index];
      if (event) toggle(event);
    },
    more: seesPeople
      ? [
          {
            keys: 't',
            label: t('registrations.timeline'),
            run: (index) => {
              const traceId = events[index]?.trace_id;
              if (traceId) void navigate({ to: '/trace', search: { trace_id: traceId } });
            },
          },
        ]
      : [],
  });
  useFollowSelection(events.map(nameOf), keys, events.findIndex(isOpen));
  return (
    <Table aria-label={t('registrations.title')} verticalSpacing={4} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {seesPeople && (
            <Table.Th>
              <VisuallyHidden>{t('column.evidence')}</VisuallyHidden>
            </Table.Th>
          )}
          {columns.map(({ id, visibleFrom }) => (
            <Table.Th key={id} {...(visibleFrom && { visibleFrom })}>
              {t(`column.${id}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {events.map((event, index) => (
          <RegistrationRow
            key={nameOf(event, index)}
            event={event}
            columns={columns}
            opened={isOpen(event)}
            toggle={() => {
              keys.select(index);
              toggle(event);
            }}
            rowProps={keys.rowProps(index)}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Ids are unique within a trace; a viewer is given neither. */
function nameOf(event: RegistrationEvent, index: number): string {
  return event.id === null ? `${event.ts} ${index}` : `${event.trace_id ?? ''} ${event.id}`;
}
