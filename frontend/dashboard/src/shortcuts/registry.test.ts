import { describe, expect, it } from 'vitest';
import { keyOf } from './keys';
import { ShortcutRegistry, type Shortcut } from './registry';

const shortcut = (keys: string): Shortcut => ({ keys, label: keys, group: 'page', run: () => undefined });

describe('the shortcuts', () => {
  it('know one key, and two in sequence', () => {
    const registry = new ShortcutRegistry();
    registry.add([shortcut('e'), shortcut('g e')]);
    expect(registry.press('e', 0)?.keys).toBe('e');
    expect(registry.press('g', 1)).toBeNull();
    expect(registry.press('e', 2)?.keys).toBe('g e');
    expect(registry.press('e', 3)?.keys).toBe('e');
  });

  it('forget the first key of a sequence that comes too late', () => {
    const registry = new ShortcutRegistry();
    registry.add([shortcut('e'), shortcut('g e')]);
    registry.press('g', 0);
    expect(registry.press('e', 5000)?.keys).toBe('e');
  });

  it('let what came last have a key, and give it back', () => {
    const registry = new ShortcutRegistry();
    registry.add([shortcut('x')]);
    const remove = registry.add([{ ...shortcut('x'), label: 'newer' }]);
    expect(registry.press('x', 0)?.label).toBe('newer');
    expect(registry.all()).toHaveLength(1);
    remove();
    expect(registry.press('x', 0)?.label).toBe('x');
  });
});

describe('a key', () => {
  it('is the same where the keyboard types Hangul', () => {
    expect(keyOf({ key: 'ㅓ', code: 'KeyJ' })).toBe('j');
    expect(keyOf({ key: 'Process', code: 'KeyJ' })).toBe('j');
  });

  it('is what it types where that is Latin, wherever it lies', () => {
    expect(keyOf({ key: 'a', code: 'KeyQ' })).toBe('a');
    expect(keyOf({ key: '?', code: 'Slash' })).toBe('?');
    expect(keyOf({ key: 'Enter', code: 'Enter' })).toBe('Enter');
  });
});
