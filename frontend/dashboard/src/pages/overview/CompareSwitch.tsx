import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { previousRange, type DayRange } from '../../time/range';

type Props = { range: DayRange; compare: boolean; onChange: (compare: boolean) => void };

/** With as many days just before, which it names. */
export function CompareSwitch({ range, compare, onChange }: Props) {
  const { t } = useTranslation('overview');
  const formats = useFormats();
  useShortcuts([{ keys: 'c', label: t('compare.key'), group: 'page', run: () => onChange(!compare) }]);
  const days = formats.days(previousRange(range));
  return (
    <Switch
      size="xs"
      label={t('compare.with', { days })}
      checked={compare}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
