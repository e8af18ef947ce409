import { MOST_SERIES } from '../../charts/series_look';

/** The chosen series with one more or one less; null where that may not be: the chart is full, or would be empty. */
export function toggled(chosen: readonly string[], id: string): string[] | null {
  if (chosen.includes(id)) return chosen.length > 1 ? chosen.filter((other) => other !== id) : null;
  return chosen.length < MOST_SERIES ? [...chosen, id] : null;
}
