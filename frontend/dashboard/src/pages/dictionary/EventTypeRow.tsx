import { Anchor, Code, Group, Table, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../api/event_types';
import { CopyText } from '../../components/CopyText';
import { Outcome } from '../../components/Outcome';
import type { RowProps } from '../../components/useListKeys';
import { useLabel } from '../../format/useLabel';
import { readEventsSearch } from '../events/search';
import classes from './dictionary.module.css';
import { requiredOf } from './entries';
import { useWhen } from './useWhen';

export function EventTypeRow({ type, rowProps }: { type: EventType; rowProps: RowProps }) {
  const { t } = useTranslation('dictionary');
  const label = useLabel();
  const whenOf = useWhen();
  const mustSaySuccess = type.required.includes('success');
  return (
    <Table.Tr {...rowProps}>
      <Table.Td>
        <Text size="sm" fw={600}>
          {label(type.label)}
        </Text>
        <Group gap={4} wrap="nowrap">
          <Code className={classes.raw}>{type.event_type}</Code>
          <CopyText text={type.event_type} what={type.event_type} />
        </Group>
        <Text size="sm" c="dimmed">
          {whenOf(type)}
        </Text>
      </Table.Td>
      <Table.Td data-column={t('column.required')}>
        <ul className={classes.fields}>
          {requiredOf(type).map(({ alternatives }) => (
            <li key={alternatives.join()}>
              {alternatives.map((field, index) => (
                <Fragment key={field}>
                  {index > 0 && ` ${t('or')} `}
                  <Code className={classes.raw}>{field}</Code>
                </Fragment>
              ))}
            </li>
          ))}
        </ul>
      </Table.Td>
      <Table.Td data-column={t('column.outcome')}>
        {mustSaySuccess ? (
          <Text size="sm" c="dimmed">
            {t('mustBeSent')}
          </Text>
        ) : (
          <Outcome success={type.default_success} />
        )}
      </Table.Td>
      <Table.Td>
        <Anchor
          size="sm"
          renderRoot={(props: object) => (
            <Link to="/events" search={readEventsSearch({ type: type.event_type })} {...props} />
          )}
        >
          {t('events')}
          <VisuallyHidden>{label(type.label)}</VisuallyHidden>
        </Anchor>
      </Table.Td>
    </Table.Tr>
  );
}
