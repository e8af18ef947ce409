import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../api/event_types';
import { Panel } from '../../components/Panel';
import type { RowProps } from '../../components/useListKeys';
import classes from './dictionary.module.css';
import { EventTypeRow } from './EventTypeRow';
import type { Stage } from './entries';

type Props = { stage: Stage; types: readonly EventType[]; rowProps: (type: EventType) => RowProps };

/** The types of one stage of the funnel. */
export function StagePanel({ stage, types, rowProps }: Props) {
  const { t } = useTranslation('dictionary');
  return (
    <Panel title={t(`stage.${stage}`, { ns: 'common' })} note={t('types', { count: types.length })}>
      <Table className={classes.table} verticalSpacing="xs" horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.type')}</Table.Th>
            <Table.Th>{t('column.required')}</Table.Th>
            <Table.Th>{t('column.outcome')}</Table.Th>
            <Table.Th>{t('column.events')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {types.map((type) => (
            <EventTypeRow key={type.event_type} type={type} rowProps={rowProps(type)} />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
