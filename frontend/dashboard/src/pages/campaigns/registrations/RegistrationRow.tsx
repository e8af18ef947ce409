import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Email } from '../../../components/Email';
import { useChannelLabel } from '../../../components/evidence/useChannelLabel';
import { Time } from '../../../components/Time';
import type { RowProps } from '../../../components/useListKeys';
import { PageLink } from '../../../components/PageLink';
import { DASH } from '../../../format/formats';
import { OpenableRow } from '../OpenableRow';
import type { RegistrationEvent } from '../queries';
import { daysOf, useCampaignsSearch } from '../useCampaignsSearch';
import type { Column, ColumnId } from './columns';
import { Decision } from './Decision';
import { RegistrationDetail } from './RegistrationDetail';

type Props = {
  event: RegistrationEvent;
  columns: readonly Column[];
  opened: boolean;
  toggle: () => void;
  rowProps: RowProps;
};

export function RegistrationRow({ event, columns, opened, toggle, rowProps }: Props) {
  const { t } = useTranslation('campaigns');
  const cells = columns.map(({ id, visibleFrom }) => (
    <Table.Td key={id} style={{ overflowWrap: 'anywhere' }} {...(visibleFrom && { visibleFrom })}>
      <Cell column={id} event={event} />
    </Table.Td>
  ));
  if (event.id === null) return <Table.Tr {...rowProps}>{cells}</Table.Tr>;
  return (
    <OpenableRow
      label={t('registrations.open', { id: event.id })}
      opened={opened}
      toggle={toggle}
      rowProps={rowProps}
      columns={columns.length + 1}
      detail={() => <RegistrationDetail event={event} />}
    >
      {cells}
    </OpenableRow>
  );
}

function Cell({ column, event }: { column: ColumnId; event: RegistrationEvent }): ReactNode {
  const { search } = useCampaignsSearch();
  const channelLabel = useChannelLabel();
  switch (column) {
    case 'time':
      return <Time at={event.ts} />;
    case 'decision':
      return <Decision success={event.success} reason={event.error_code} />;
    case 'campaign':
      return event.campaign_id === null ? (
        DASH
      ) : (
        <PageLink
          to="/campaigns"
          search={{ ...daysOf(search), campaign_id: event.campaign_id, tab: 'registrations' }}
          size="sm"
        >
          {event.campaign_id}
        </PageLink>
      );
    case 'channel': {
      const channel = textOf(event, 'channel');
      return channel === null ? DASH : channelLabel(channel);
    }
    case 'utm_source':
      return textOf(event, 'utm_source') ?? DASH;
    case 'email':
      return event.email ? <Email email={event.email} /> : DASH;
  }
}

function textOf(event: RegistrationEvent, key: string): string | null {
  const value = event.payload?.[key];
  return typeof value === 'string' ? value : null;
}
