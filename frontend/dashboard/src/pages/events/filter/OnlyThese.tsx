import { ActionIcon, Group } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventsSearch, type SearchChange } from '../useEventsSearch';
import { SOURCES, type FilterName } from './filters';
import classes from './OnlyThese.module.css';

type Props = { name: Exclude<FilterName, 'success'>; value: string; said?: ReactNode };

/** A value, and the way to the events that have the same one; `said`: how it is shown, if not as it is. */
export function OnlyThese({ name, value, said = value }: Props) {
  const { t } = useTranslation('events');
  const { change } = useEventsSearch();
  return (
    <Group gap={4} wrap="nowrap" component="span">
      <span className={classes.value}>{said}</span>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t('row.only', { what: t(`filter.${name}`) })}
        title={t('row.only', { what: t(`filter.${name}`) })}
        onClick={() => change({ ...narrowedTo(name, value), event: undefined })}
      >
        <IconFilter size={14} />
      </ActionIcon>
    </Group>
  );
}

function narrowedTo(name: Props['name'], value: string): SearchChange {
  if (name === 'type') return { type: [value] };
  if (name === 'source') return { source: SOURCES.find((source) => source === value) };
  return { [name]: value };
}
