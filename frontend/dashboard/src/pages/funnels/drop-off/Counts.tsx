import { Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useFormats } from '../../../format/useFormats';
import { ratioOf } from '../result/measures';
import classes from './drop_off.module.css';

type Props = {
  title: string;
  /** How many there are in all: the rows show a share of them. */
  of: number;
  /** What stands there where there is no row. */
  empty: string;
  rows: readonly { id: string; label: ReactNode; count: number }[];
};

/** What came how often, the most frequent first, as a list; the length of a bar behind each. */
export function Counts({ title, of, empty, rows }: Props) {
  const formats = useFormats();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="sm" id={id} mb={4}>
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : (
        <ul className={classes.counts}>
          {rows.map((row) => (
            <li key={row.id} className={classes.count}>
              <span
                className={classes.length}
                style={{ width: `${100 * (ratioOf(row.count, of) ?? 0)}%` }}
                aria-hidden
              />
              <span className={classes.label}>{row.label}</span>
              <span className={classes.number}>
                {formats.integer(row.count)}{' '}
                <Text span size="xs" c="dimmed">
                  {formats.value(ratioOf(row.count, of), 'ratio')}
                </Text>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
