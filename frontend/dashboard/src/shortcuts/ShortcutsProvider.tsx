import { useLayoutEffect, useState, type ReactNode } from 'react';
import { isTyping, keyOf, pressesFocused } from './keys';
import { ShortcutContext, ShortcutRegistry } from './registry';
import { ShortcutsMap } from './ShortcutsMap';

export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new ShortcutRegistry());
  const [mapOpen, setMapOpen] = useState(false);

  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target) || pressesFocused(event)) return;
      const key = keyOf(event);
      if (key === '?') setMapOpen((open) => !open);
      if (key === '?' || document.querySelector('[role="dialog"]')) return;
      const found = registry.press(key, event.timeStamp);
      if (!found) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [registry]);

  return (
    <ShortcutContext value={registry}>
      {children}
      <ShortcutsMap opened={mapOpen} close={() => setMapOpen(false)} shortcuts={mapOpen ? registry.all() : []} />
    </ShortcutContext>
  );
}
