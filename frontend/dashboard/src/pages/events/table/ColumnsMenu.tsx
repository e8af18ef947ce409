import { ActionIcon, Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople, useSession } from '../../../api/session';
import { columnsFor } from './columns';
import type { useColumns } from './useColumns';

/** Which columns are shown; at least one. */
export function ColumnsMenu({ columns }: { columns: ReturnType<typeof useColumns> }) {
  const { t } = useTranslation('events');
  const { timezone } = useSession();
  const offered = columnsFor(useSeesPeople());
  const { shown, show, reset } = columns;
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size="md" aria-label={t('columns.label')} title={t('columns.label')}>
          <IconColumns3 size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns.label')}>
        <Stack gap="xs">
          <Checkbox.Group
            aria-label={t('columns.label')}
            value={shown.map(({ id }) => id)}
            onChange={(ids) => ids.length > 0 && show(ids)}
          >
            <Stack gap={6}>
              {offered.map(({ id }) => (
                <Checkbox key={id} size="xs" value={id} label={t(`column.${id}`, { timezone })} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Button size="compact-xs" variant="default" onClick={reset}>
            {t('columns.reset')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
