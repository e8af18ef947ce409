import { useEffect, useRef } from 'react';

type Selection = { selected: number; select: (index: number) => void };

/**
 * Rows that change places under the reader's hands: the selection goes with the row that was chosen.
 *
 * Until one was, the first row is the selected one, whichever it is. `first`: chosen from the start.
 */
export function useKeptSelection(ids: readonly string[], { selected, select }: Selection, first: string | undefined) {
  const chosen = useRef<string | undefined>(first);
  const before = useRef(selected);
  useEffect(() => {
    if (before.current !== selected) {
      before.current = selected;
      chosen.current = ids[selected];
    } else if (chosen.current !== undefined) {
      const index = ids.indexOf(chosen.current);
      if (index >= 0 && index !== selected) select(index);
    }
  });
}
