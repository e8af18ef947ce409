import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyText } from './CopyText';
import classes from './Facts.module.css';

export type Fact = {
  label: string;
  value: ReactNode;
  /** What a click copies; ids and hashes are read by nobody. */
  copy?: string | undefined;
};

/** Names and their values; those without a value are left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const present = facts.filter(({ value }) => value !== null && value !== undefined && value !== '');
  if (present.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {present.map(({ label, value, copy }) => (
        <div key={label} className={classes.fact}>
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Group component="dd" gap={4} wrap="nowrap" m={0} fz="sm" className={classes.value}>
            <span>{value}</span>
            {copy !== undefined && <CopyText text={copy} what={label} />}
          </Group>
        </div>
      ))}
    </dl>
  );
}
