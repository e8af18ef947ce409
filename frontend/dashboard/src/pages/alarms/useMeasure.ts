import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/useFormats';
import { DASH } from '../../format/formats';
import type { Alarm } from './queries';

const MINUTE_MS = 60_000;

/** An alarm's numbers in words, with their unit: "34.1% of logins failed", "20.0%". */
export function useMeasure(): {
  amount: (alarm: Pick<Alarm, 'id' | 'unit'>, value: number | null) => string;
  sentence: (alarm: Pick<Alarm, 'id' | 'unit'>, value: number | null) => string;
} {
  const { t } = useTranslation('alarms');
  const formats = useFormats();
  const amount = ({ id, unit }: Pick<Alarm, 'id' | 'unit'>, value: number | null) => {
    if (value === null) return DASH;
    if (unit === 'minutes' && value < 1) return t('less', { duration: formats.duration(MINUTE_MS) });
    if (unit === 'minutes') return formats.duration(Math.floor(value) * MINUTE_MS);
    // a drift that matters is so small that it would be rounded away
    return id === 'rollup-drift' ? formats.smallPercent(value) : formats.value(value, unit);
  };
  const sentence = (alarm: Pick<Alarm, 'id' | 'unit'>, value: number | null) =>
    value === null ? t('noValue') : t(`measure.${alarm.id}`, { value: amount(alarm, value), count: value });
  return { amount, sentence };
}
