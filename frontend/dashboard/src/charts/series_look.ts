import { seriesColours, type Scheme } from './chart_theme';

/** Shapes of points, told apart without colour; each in a square of 10 by 10. */
const SHAPES = [
  'M5 0A5 5 0 1 1 5 10A5 5 0 1 1 5 0Z',
  'M0.5 0.5H9.5V9.5H0.5Z',
  'M5 0L10 9.5H0Z',
  'M5 -0.5L10.5 5L5 10.5L-0.5 5Z',
  'M0 0.5H10L5 10Z',
  'M3.3 0H6.7V3.3H10V6.7H6.7V10H3.3V6.7H0V3.3H3.3Z',
  'M5 0L9.5 2.5V7.5L5 10L0.5 7.5V2.5Z',
] as const;

/** As many series as there are looks. */
export const MOST_SERIES = SHAPES.length;

export type SeriesLook = { colour: string; shape: string };

/** `place`: of the series among those that were chosen, shown or not, so that it keeps its look when others are hidden. */
export function seriesLook(place: number, scheme: Scheme): SeriesLook {
  const colours = seriesColours(scheme);
  return { colour: colours[place % colours.length] ?? 'currentColor', shape: SHAPES[place % SHAPES.length] ?? '' };
}
