import { Table } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, type MouseEvent, type ReactNode } from 'react';
import type { RowProps } from '../../components/useListKeys';
import classes from './OpenableRow.module.css';

type Props = {
  /** What the row is of, for those who hear its button. */
  label: string;
  opened: boolean;
  toggle: () => void;
  rowProps: RowProps;
  columns: number;
  /** Table cells, without that of the button. */
  children: ReactNode;
  /** Asked for only while it is open. */
  detail: () => ReactNode;
};

/** A row of a table that opens in place, by its button, by a click anywhere on it, or by the list's keys. */
export function OpenableRow({ label, opened, toggle, rowProps, columns, children, detail }: Props) {
  const id = useId();
  const click = (event: MouseEvent) => {
    const pressed = event.target instanceof Element && event.target.closest('a, button');
    const selecting = (window.getSelection()?.toString() ?? '') !== '';
    if (!pressed && !selecting) toggle();
  };
  return (
    <>
      <Table.Tr {...rowProps} onClick={click} className={classes.row}>
        <Table.Td className={classes.opener}>
          <button
            type="button"
            className={classes.button}
            aria-label={label}
            aria-expanded={opened}
            {...(opened ? { 'aria-controls': id } : {})}
            onClick={toggle}
          >
            <IconChevronRight size={16} aria-hidden className={classes.chevron} data-opened={opened} />
          </button>
        </Table.Td>
        {children}
      </Table.Tr>
      {opened && (
        <Table.Tr id={id} className={classes.detail}>
          <Table.Td colSpan={columns}>{detail()}</Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
