import { Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SortedBy } from '../search';
import { lowestFirst } from './campaign_list';

/** The figures for which there is room on a phone. */
export const NARROW_TOO: readonly SortedBy[] = ['registrations', 'rate'];

type Props = { by: SortedBy; sorted: SortedBy; sort: () => void; narrow: boolean };

export function SortHeader({ by, sorted, sort, narrow }: Props) {
  const { t } = useTranslation('campaigns');
  const Icon = lowestFirst(by) ? IconArrowUp : IconArrowDown;
  const order = lowestFirst(by) ? 'ascending' : 'descending';
  return (
    <Table.Th
      className="tf-numbers"
      aria-sort={by === sorted ? order : 'none'}
      {...(narrow ? {} : { visibleFrom: 'sm' as const })}
    >
      <UnstyledButton
        onClick={sort}
        fz={{ base: 'xs', sm: 'sm' }}
        fw={by === sorted ? 700 : 600}
        ta="right"
        pos="relative"
        title={t(`sort.${order}`)}
      >
        {by === sorted && <Icon size={12} aria-hidden style={{ position: 'absolute', right: '100%', top: 5 }} />}
        {t(`column.${by}`)}
      </UnstyledButton>
    </Table.Th>
  );
}
