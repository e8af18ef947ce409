import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../components/Panel';
import { DASH } from '../../../format/formats';
import { useFormats } from '../../../format/useFormats';
import classes from './Breakdown.module.css';

type Part = { id: string; label: string; count: number };
type Props = {
  title: string;
  /** What the parts are. */
  named: string;
  parts: readonly Part[];
  /** What tracked registrations are called that are of no part. */
  without: string;
  tracked: number;
  untracked: number;
};

/** Tracked registrations by what brought them, with their share; below a line, the untracked, which have no such. */
export function Breakdown({ title, named, parts, without, tracked, untracked }: Props) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const rest = Math.max(0, tracked - parts.reduce((sum, { count }) => sum + count, 0));
  const shown = rest > 0 ? [...parts, { id: '', label: without, count: rest }] : parts;
  return (
    <Panel title={title} note={t('breakdown.note')}>
      <Table aria-label={title} verticalSpacing={6} withRowBorders={false} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{named}</Table.Th>
            <Table.Th className="tf-numbers" w={110}>
              {t('column.registrations')}
            </Table.Th>
            <Table.Th className="tf-numbers" w={76}>
              {t('column.share')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.length === 0 && (
            <Table.Tr>
              <Table.Td colSpan={3}>
                <Text size="sm" c="dimmed">
                  {t('breakdown.empty')}
                </Text>
              </Table.Td>
            </Table.Tr>
          )}
          {shown.map(({ id, label, count }) => (
            <Table.Tr key={id} data-part={id}>
              <Table.Td className={classes.part}>
                <span className={classes.length} style={{ width: `${(100 * count) / tracked}%` }} aria-hidden />
                <span className={classes.label} title={label}>
                  {label}
                </span>
              </Table.Td>
              <Table.Td className="tf-numbers">{formats.integer(count)}</Table.Td>
              <Table.Td className="tf-numbers">{formats.percent(count / tracked)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot className={classes.apart}>
          <Table.Tr data-part="untracked">
            <Table.Th scope="row">{t('breakdown.untracked')}</Table.Th>
            <Table.Td className="tf-numbers">{formats.integer(untracked)}</Table.Td>
            <Table.Td className="tf-numbers">
              <Text size="sm" c="dimmed" title={t('breakdown.noShare')}>
                {DASH}
              </Text>
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Panel>
  );
}
