import type { ErrorLine } from './summary';

/** As many codes as are shown before all are asked for. */
export const FIRST_ROWS = 10;

export type ErrorRow = ErrorLine & { change: number | null };

/** The most frequent first, as the API has them; `byChange`: those that rose most, then. */
export function errorRows(lines: readonly ErrorLine[], byChange: boolean): ErrorRow[] {
  const rows = lines.map((line) => ({ ...line, change: line.previous === null ? null : line.count - line.previous }));
  // sort is stable: equals stay in the API's order
  return byChange ? rows.sort((one, other) => (other.change ?? 0) - (one.change ?? 0)) : rows;
}
