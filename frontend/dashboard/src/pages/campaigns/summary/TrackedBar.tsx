import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../format/useFormats';
import classes from './TrackedBar.module.css';

/** Tracked against untracked as lengths, told apart by pattern as well as by colour. */
export function TrackedBar({ tracked, untracked }: { tracked: number; untracked: number }) {
  const { t } = useTranslation('campaigns');
  const formats = useFormats();
  const label = t('figures.bar', { tracked: formats.integer(tracked), untracked: formats.integer(untracked) });
  return (
    <div className={classes.bar} role="img" aria-label={label}>
      <span className={classes.tracked} style={{ flexGrow: tracked }} />
      <span className={classes.untracked} style={{ flexGrow: untracked }} />
    </div>
  );
}

export function Swatch({ of }: { of: 'tracked' | 'untracked' | 'unknown' }) {
  return <span className={`${classes.swatch} ${classes[of]}`} aria-hidden />;
}
