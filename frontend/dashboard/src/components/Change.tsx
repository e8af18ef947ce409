import { Group, Text, VisuallyHidden } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DASH, type ValueUnit } from '../format/formats';
import { useFormats } from '../format/useFormats';

type Props = { change: number | null; unit: ValueUnit; good: 'up' | 'down' };

/** Against the period before: the arrow says which way, the words and the colour whether that is good. */
export function Change({ change, unit, good }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (change === null) {
    return (
      <Text size="sm" c="dimmed" title={t('change.unknown')}>
        {DASH}
      </Text>
    );
  }
  const Icon = change > 0 ? IconArrowUpRight : change < 0 ? IconArrowDownRight : IconMinus;
  const verdict = change === 0 ? 'same' : change > 0 === (good === 'up') ? 'better' : 'worse';
  const colour = { same: 'var(--mantine-color-dimmed)', better: 'var(--tf-good)', worse: 'var(--tf-bad)' }[verdict];
  return (
    <Group gap={2} wrap="nowrap" style={{ color: colour }} data-verdict={verdict}>
      <Icon size={16} aria-hidden />
      <Text size="sm" span inherit style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
        {formats.change(change, unit)}
        {unit === 'ratio' ? ` ${t('change.points')}` : ''}
        {verdict !== 'same' && ` ${t(`change.${verdict}`)}`}
      </Text>
      <VisuallyHidden>{t('change.against')}</VisuallyHidden>
    </Group>
  );
}
