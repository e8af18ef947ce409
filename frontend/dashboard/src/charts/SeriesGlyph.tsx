import { useComputedColorScheme } from '@mantine/core';
import { seriesLook } from './series_look';

/** A piece of a series' line with its point, as it looks in the chart. */
export function SeriesGlyph({ place, shown = true }: { place: number; shown?: boolean }) {
  const { colour, shape } = seriesLook(place, useComputedColorScheme('light'));
  return (
    <svg width={22} height={12} viewBox="-6 -1 22 12" aria-hidden focusable="false" style={{ flex: 'none' }}>
      <path d="M-6 5H16" stroke={colour} strokeWidth={2} opacity={shown ? 1 : 0.35} />
      <path d={shape} fill={shown ? colour : 'var(--mantine-color-body)'} stroke={colour} />
    </svg>
  );
}
