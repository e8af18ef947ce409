import { Anchor, Code, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventTypeLabel } from '../../api/event_types';
import { Change } from '../../components/Change';
import { useFormats } from '../../format/useFormats';
import type { ErrorRow } from './error_rows';
import { feedOfError, type Span } from './feed_links';

type Props = {
  row: ErrorRow;
  range: Span;
  compared: boolean;
  rowProps: Partial<ComponentProps<typeof Table.Tr>>;
};

/** The code leads to its events; what stands for the rest of the codes leads nowhere. */
export function ErrorLineRow({ row, range, compared, rowProps }: Props) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  const typeLabel = useEventTypeLabel();
  const type = typeLabel(row.event_type);
  const feed = feedOfError(row, range);
  return (
    <Table.Tr {...rowProps}>
      <Table.Td visibleFrom="sm">{type}</Table.Td>
      <Table.Td>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {type}
        </Text>
        {feed ? (
          <Anchor inherit renderRoot={(props: object) => <Link to="/events" search={feed} {...props} />}>
            <Code bg="transparent" c="inherit" p={0} style={{ overflowWrap: 'anywhere' }}>
              {row.error_code}
            </Code>
          </Anchor>
        ) : (
          <span title={t('errors.otherHelp')}>{t('errors.other')}</span>
        )}
      </Table.Td>
      <Table.Td className="tf-numbers">{formats.integer(row.count)}</Table.Td>
      {compared && (
        <Table.Td>
          <Change change={row.change} unit="count" good="down" />
        </Table.Td>
      )}
    </Table.Tr>
  );
}
