export type ColumnId = 'time' | 'decision' | 'campaign' | 'channel' | 'utm_source' | 'email';
export type Column = { id: ColumnId; visibleFrom?: 'xs' | 'sm' | 'md' };

/** Which there are for whom; what there is no room for on a phone stands in the row once it is open. */
export function columnsOf(ofAll: boolean, seesPeople: boolean): Column[] {
  return [
    { id: 'time' },
    { id: 'decision' },
    ...(ofAll ? [{ id: 'campaign', visibleFrom: 'sm' } as const] : []),
    ...(seesPeople
      ? ([
          { id: 'channel', visibleFrom: 'sm' },
          { id: 'utm_source', visibleFrom: 'md' },
          { id: 'email', visibleFrom: 'md' },
        ] as const)
      : []),
  ];
}
