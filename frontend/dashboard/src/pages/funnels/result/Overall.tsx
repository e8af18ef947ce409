import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Change } from '../../../components/Change';
import { useFormats } from '../../../format/useFormats';
import type { Answered } from '../queries';
import { overall } from './measures';

/** From the first step to the last, in one number. */
export function Overall({ answered: { asked, report } }: { answered: Answered }) {
  const { t } = useTranslation('funnels');
  const formats = useFormats();
  const { entered, completed, conversion, before, change } = overall(report.steps);
  return (
    <Group gap="4px 16px" align="baseline" data-overall>
      <Text fz={28} fw={650} lh={1.2} component="span">
        {formats.value(conversion, 'ratio')}
      </Text>
      <Text size="sm">
        {t('result.overall', {
          count: entered,
          completed: formats.integer(completed),
          entered: formats.integer(entered),
        })}
      </Text>
      {asked.compare && (
        <Group gap="xs" wrap="nowrap">
          <Change change={change} unit="ratio" good="up" />
          <Text size="xs" c="dimmed">
            {t('result.before', { value: formats.value(before, 'ratio') })}
          </Text>
        </Group>
      )}
    </Group>
  );
}
