import { useEffect, useRef } from 'react';

/**
 * Begins on the row that is open, if any, and keeps the selection on its row when a refresh puts others above it; on the
 * first row, where nobody has chosen one, it stays on the first.
 */
export function useFollowSelection(
  names: readonly string[],
  { selected, select }: { selected: number; select: (index: number) => void },
  opened: number,
): void {
  const begun = useRef(false);
  useEffect(() => {
    if (!begun.current && opened > 0) select(opened);
    begun.current = true;
  }, [opened, select]);

  const before = useRef<{ selected: number; name: string | undefined }>({ selected, name: names[selected] });
  const joined = names.join('\n');
  useEffect(() => {
    const { selected: was, name } = before.current;
    const now = name === undefined ? -1 : joined.split('\n').indexOf(name);
    if (was === selected && was > 0 && now >= 0 && now !== was) {
      before.current = { selected: now, name };
      select(now);
      return;
    }
    before.current = { selected, name: joined.split('\n')[selected] };
  }, [joined, selected, select]);
}
