import { useCallback, useState } from 'react';

const TOP_PX = 24;

/** Whether somebody looks at something that must not move away: further down, or at a row that they walked to or opened. */
export function useReading(hasOpenRow: boolean) {
  const [scrolled, setScrolled] = useState(false);
  const [walked, setWalked] = useState(false);
  const scrolledTo = useCallback((offsetPx: number) => setScrolled(offsetPx > TOP_PX), []);
  const walkedTo = useCallback((index: number) => setWalked(index > 0), []);
  return { reading: scrolled || walked || hasOpenRow, scrolledTo, walkedTo };
}
