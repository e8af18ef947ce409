import { useMediaQuery } from '@mantine/hooks';
import { useElementScrollRestoration } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useState } from 'react';

/** Under which the router remembers how far the table was scrolled. */
export const SCROLL_ID = 'events';

const ROW_PX = 36;
const STACKED_ROW_PX = 84;
const HEAD_PX = 34;

/** Which rows are in sight; where one came back to them, the same ones again. */
export function useRows(names: readonly string[]) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const left = useElementScrollRestoration({ id: SCROLL_ID });
  const stacked = useMediaQuery('(max-width: 48em)', false);
  // the same functions from one render to the next: others would have every row measured anew
  const estimateSize = useCallback(() => (stacked ? STACKED_ROW_PX : ROW_PX), [stacked]);
  const getItemKey = useCallback((index: number) => names[index] ?? index, [names]);
  // eslint-disable-next-line react-hooks/incompatible-library -- there is no compiler here that would memoise it
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: names.length,
    getScrollElement: () => scroller,
    estimateSize,
    getItemKey,
    initialOffset: left?.scrollY ?? 0,
    overscan: 10,
    paddingEnd: 4,
    scrollPaddingStart: stacked ? 0 : HEAD_PX,
  });
  return { rows, scroller, setScroller };
}
