import { useContext, useLayoutEffect, useRef } from 'react';
import { ShortcutContext, type Shortcut } from './registry';

/** These keys work from the moment that the component is seen on, and stand in the map that `?` opens. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registry = useContext(ShortcutContext);
  const latest = useRef(shortcuts);
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  const names = shortcuts.map((one) => `${one.keys}\t${one.label}`).join('\n');
  useLayoutEffect(() => {
    if (!registry) return undefined;
    const registered = latest.current.map((one, index) => ({ ...one, run: () => latest.current[index]?.run() }));
    return registry.add(registered);
  }, [registry, names]);
}
