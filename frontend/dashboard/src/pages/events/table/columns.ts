/**
 * The columns of the table, in their order. `minPx`: what they need at least; `grow`: their share of what is left.
 * `people`: tells who somebody is.
 */
export const COLUMNS = [
  { id: 'time', minPx: 178, grow: 0, people: false, atFirst: true },
  { id: 'type', minPx: 136, grow: 1.2, people: false, atFirst: true },
  { id: 'event_type', minPx: 210, grow: 1.3, people: false, atFirst: false },
  { id: 'email', minPx: 128, grow: 1.3, people: true, atFirst: true },
  { id: 'trace', minPx: 104, grow: 1, people: true, atFirst: true },
  { id: 'tenant', minPx: 70, grow: 0.6, people: true, atFirst: true },
  { id: 'outcome', minPx: 100, grow: 0, people: false, atFirst: true },
  { id: 'error_code', minPx: 100, grow: 1, people: false, atFirst: true },
  { id: 'detail', minPx: 110, grow: 2, people: true, atFirst: true },
  { id: 'source', minPx: 96, grow: 0.6, people: false, atFirst: false },
  { id: 'campaign', minPx: 120, grow: 1, people: false, atFirst: false },
  { id: 'occurred', minPx: 160, grow: 0, people: false, atFirst: false },
  { id: 'user', minPx: 110, grow: 1, people: true, atFirst: false },
  { id: 'anonymous', minPx: 110, grow: 1, people: true, atFirst: false },
  { id: 'job', minPx: 110, grow: 1, people: true, atFirst: false },
  { id: 'id', minPx: 150, grow: 1.2, people: true, atFirst: false },
] as const;

export type Column = (typeof COLUMNS)[number];
export type ColumnId = Column['id'];

/** Where most columns are not for them, a viewer sees all others from the start. */
export function columnsAtFirst(seesPeople: boolean): ColumnId[] {
  const viewers: readonly ColumnId[] = ['time', 'type', 'outcome', 'error_code', 'source', 'campaign'];
  return seesPeople ? COLUMNS.filter(({ atFirst }) => atFirst).map(({ id }) => id) : [...viewers];
}

export function columnsFor(seesPeople: boolean): Column[] {
  return COLUMNS.filter(({ people }) => seesPeople || !people);
}

/** Out of a URL or what was kept: known ones alone, in the table's order; null where none is left. */
export function readColumns(text: string | null | undefined, seesPeople: boolean): ColumnId[] | null {
  const named = text?.split(',') ?? [];
  const ids = columnsFor(seesPeople)
    .map(({ id }) => id)
    .filter((id) => named.includes(id));
  return ids.length > 0 ? ids : null;
}

const GAP_PX = 12;
const SIDES_PX = 24;

/** Of the grid that header and rows have alike: no track may depend on what is in it. */
export function tracksOf(columns: readonly Column[]): { tracks: string; minWidthPx: number } {
  const tracks = columns.map(({ minPx, grow }) => (grow > 0 ? `minmax(${minPx}px, ${grow}fr)` : `${minPx}px`));
  const needed = columns.reduce((sum, { minPx }) => sum + minPx, 0);
  return { tracks: tracks.join(' '), minWidthPx: needed + GAP_PX * (columns.length - 1) + SIDES_PX };
}
