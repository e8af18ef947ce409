import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DASH } from '../../../format/formats';
import { useFormats } from '../../../format/useFormats';
import type { TrendDay } from './trend';

/** The chart's numbers; a day asks for itself alone, as a click in the chart does. */
export function TrendTable({ days, narrow }: { days: readonly TrendDay[]; narrow: (day: string) => void }) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  return (
    <Table aria-label={t('trend.title')} verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('column.day')}</Table.Th>
          <Table.Th className="tf-numbers">{t('outcome.tracked')}</Table.Th>
          <Table.Th className="tf-numbers">{t('outcome.untracked')}</Table.Th>
          <Table.Th className="tf-numbers">{t('column.rate')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {days.map(({ day, tracked, untracked, rate }) => (
          <Table.Tr key={day} data-day={day}>
            <Table.Th scope="row" fw={400}>
              <Anchor component="button" type="button" size="sm" onClick={() => narrow(day)}>
                {formats.day(day)}
              </Anchor>
            </Table.Th>
            <Table.Td className="tf-numbers">{formats.integer(tracked)}</Table.Td>
            <Table.Td className="tf-numbers">{formats.integer(untracked)}</Table.Td>
            <Table.Td className="tf-numbers">{rate === null ? DASH : formats.percent(rate)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
