import { ActionIcon, Text, UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './FilterChip.module.css';

type Props = { name: string; value: string; edit: () => void; remove: () => void };

/** One filter that is set: pressed, it can be changed; its cross takes it away. */
export function FilterChip({ name, value, edit, remove }: Props) {
  const { t } = useTranslation('events');
  return (
    <span className={classes.chip} role="group" aria-label={name}>
      <UnstyledButton onClick={edit} className={classes.said} title={`${name}: ${value}`}>
        <Text span size="xs" c="dimmed">
          {name}
        </Text>{' '}
        <Text span size="xs" fw={500}>
          <bdi>{value}</bdi>
        </Text>
      </UnstyledButton>
      <ActionIcon
        size={20}
        variant="subtle"
        color="gray"
        onClick={remove}
        aria-label={t('filter.removeNamed', { what: name })}
      >
        <IconX size={12} />
      </ActionIcon>
    </span>
  );
}
