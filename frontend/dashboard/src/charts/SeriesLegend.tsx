import { Group, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SeriesGlyph } from './SeriesGlyph';
import classes from './SeriesLegend.module.css';

type Entry = { id: string; label: string; place: number };
type Props = { series: readonly Entry[]; hidden: readonly string[]; onChange: (hidden: string[]) => void };

/** Which line is which; a press hides or shows it. */
export function SeriesLegend({ series, hidden, onChange }: Props) {
  const { t } = useTranslation();
  const toggle = (id: string) =>
    onChange(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
  return (
    <Group gap={4} role="group" aria-label={t('chart.legend')}>
      {series.map(({ id, label, place }) => {
        const shown = !hidden.includes(id);
        return (
          <UnstyledButton key={id} className={classes.entry} aria-pressed={shown} onClick={() => toggle(id)}>
            <SeriesGlyph place={place} shown={shown} />
            <span className={classes.label}>{label}</span>
          </UnstyledButton>
        );
      })}
    </Group>
  );
}
