/** What a key press is called in a shortcut: `g`, `?`, `Enter`. Letters go by their place where the keyboard types Hangul. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter && !/^[a-z]$/i.test(event.key)) return letter.toLowerCase();
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

const TYPED_INTO = [
  'input:not([type="checkbox"], [type="radio"])', // a switch that was just used takes no letters
  'textarea',
  'select',
  '[role="combobox"]',
  '[role="listbox"]',
].join();

/** Whether somebody is typing, or a dialog's own keys apply. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest(TYPED_INTO) !== null;
}

/** Enter and Space press what has the focus; a shortcut must not take them away from it. */
export function pressesFocused(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return event.target instanceof HTMLElement && event.target.closest('a, button, summary, [role="button"]') !== null;
}
