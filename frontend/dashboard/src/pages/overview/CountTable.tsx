import { Anchor, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import classes from './CountTable.module.css';
import type { FeedLink } from './feed_links';

/** `feed`: null for a row that stands for all the rest. */
export type CountRow = { id: string; label: string; count: number; feed: FeedLink | null };

type Props = { title: string; named: string; rows: readonly CountRow[] };

/** Names with how often each was seen, the length of a bar behind each; they lead to their events. */
export function CountTable({ title, named, rows }: Props) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <Table verticalSpacing={5} withRowBorders={false} layout="fixed" aria-label={title}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{named}</Table.Th>
          <Table.Th scope="col" className="tf-numbers" w={96}>
            {t('errors.count')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ id, label, count, feed }) => (
          <Table.Tr key={id}>
            <Table.Td className={classes.name}>
              <span className={classes.bar} style={{ width: `${((100 * count) / most).toFixed(1)}%` }} aria-hidden />
              {feed ? (
                <Anchor inherit renderRoot={(props: object) => <Link to="/events" search={feed} {...props} />}>
                  {label}
                </Anchor>
              ) : (
                <span title={t('errors.otherHelp')}>{label}</span>
              )}
            </Table.Td>
            <Table.Td className="tf-numbers">{formats.integer(count)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
