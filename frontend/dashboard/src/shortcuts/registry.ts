import { createContext } from 'react';

/** `keys`: one key, or two in sequence with a space between ("g o"). `label`: what it does, in the reader's language. */
export type Shortcut = { keys: string; label: string; group: ShortcutGroup; run: () => void };
export type ShortcutGroup = 'everywhere' | 'goTo' | 'page';

const SEQUENCE_WITHIN_MS = 1500;

/** The shortcuts that work now; the one registered last wins a key. */
export class ShortcutRegistry {
  private groups: (readonly Shortcut[])[] = [];
  private first: { key: string; at: number } | null = null;

  add(shortcuts: readonly Shortcut[]): () => void {
    this.groups = [...this.groups, shortcuts];
    return () => {
      this.groups = this.groups.filter((group) => group !== shortcuts);
    };
  }

  /** In the order of registration, without those that a later one hides. */
  all(): Shortcut[] {
    const byKeys = new Map(this.groups.flat().map((shortcut) => [shortcut.keys, shortcut]));
    return [...byKeys.values()];
  }

  /** What a key press means; `atMs` decides whether it still belongs to the one before it. */
  press(key: string, atMs: number): Shortcut | null {
    const before = this.first && atMs - this.first.at <= SEQUENCE_WITHIN_MS ? `${this.first.key} ${key}` : null;
    const shortcuts = this.all();
    const found = shortcuts.find((one) => one.keys === before) ?? shortcuts.find((one) => one.keys === key) ?? null;
    const begins = !found && shortcuts.some((one) => one.keys.startsWith(`${key} `));
    this.first = begins ? { key, at: atMs } : null;
    return found;
  }
}

export const ShortcutContext = createContext<ShortcutRegistry | null>(null);
