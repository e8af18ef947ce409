import { IconClockPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../format/useFormats';
import type { Gap } from '../gap';
import classes from './timeline.module.css';

/** A pause that somebody would wonder about; a usual one stands beside the time of the event after it. */
export function GapMark({ gap, ms }: { gap: Exclude<Gap, 'usual'>; ms: number }) {
  const { t } = useTranslation('trace');
  const formats = useFormats();
  return (
    <li className={classes.gap} data-gap={gap}>
      <IconClockPause size={16} aria-hidden />
      {t('timeline.gap', { duration: formats.duration(ms) })}
    </li>
  );
}
