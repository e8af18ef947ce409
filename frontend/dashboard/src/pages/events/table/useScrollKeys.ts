import { useTranslation } from 'react-i18next';
import type { Shortcut } from '../../../shortcuts/registry';
import { useShortcuts } from '../../../shortcuts/useShortcuts';

const LINE_PX = 36;

/** The keys that scroll a page scroll this part of it, wherever the focus is. */
export function useScrollKeys(scroller: HTMLElement | null): void {
  const { t } = useTranslation('events');
  const by = (keys: string, distancePx: () => number): Shortcut => ({
    keys,
    label: t(`keys.${keys as 'ArrowDown'}`),
    group: 'page',
    run: () => scroller?.scrollBy({ top: distancePx() }),
  });
  const pagePx = () => Math.max(LINE_PX, (scroller?.clientHeight ?? 0) - 2 * LINE_PX);
  const allPx = () => scroller?.scrollHeight ?? 0;
  useShortcuts([
    by('ArrowDown', () => LINE_PX),
    by('ArrowUp', () => -LINE_PX),
    by('PageDown', pagePx),
    by('PageUp', () => -pagePx()),
    by('Home', () => -allPx()),
    by('End', allPx),
  ]);
}
