import { useEffect } from 'react';

/** Calls `stop` once nobody has touched the page for that long. */
export function useIdleStop({ active, afterMs, stop }: { active: boolean; afterMs: number; stop: () => void }): void {
  useEffect(() => {
    if (!active) return undefined;
    let timer = setTimeout(stop, afterMs);
    const touched = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, afterMs);
    };
    const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'] as const;
    for (const sign of signs) window.addEventListener(sign, touched, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, touched);
    };
  }, [active, afterMs, stop]);
}
