import { VisuallyHidden } from '@mantine/core';
import { IconChevronRight, IconTrendingDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../format/useFormats';
import { DROP_OFF_PANEL } from './drop_off_button';
import classes from './result.module.css';

type Props = {
  /** The step that they reached, from 1. */
  reached: number;
  dropped: number;
  ratio: number | null;
  /** What that step is called. */
  name: string;
  opened: boolean;
  disabled: boolean;
  toggle: () => void;
};

/** Who is lost between two steps; it opens who that was, and what came instead. */
export function DropOffButton({ reached, dropped, ratio, name, opened, disabled, toggle }: Props) {
  const { t } = useTranslation('funnels');
  const formats = useFormats();
  return (
    <button
      type="button"
      className={classes.dropOff}
      data-drop-off={reached}
      data-none={dropped === 0}
      aria-expanded={opened}
      {...(opened ? { 'aria-controls': DROP_OFF_PANEL } : {})}
      disabled={disabled}
      onClick={toggle}
    >
      <IconTrendingDown size={16} aria-hidden />
      <span>
        {t('result.dropped', {
          count: dropped,
          number: formats.integer(dropped),
          ratio: formats.value(ratio, 'ratio'),
        })}
        <VisuallyHidden> {t('result.after', { step: name })}</VisuallyHidden>
      </span>
      <IconChevronRight size={16} aria-hidden className={classes.chevron} data-opened={opened} />
    </button>
  );
}
