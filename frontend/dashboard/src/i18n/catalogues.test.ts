import { describe, expect, it } from 'vitest';
import en from '../locales/en';
import ko from '../locales/ko';

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every text by its path; plural forms of one text under one path. */
function texts(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path.replace(PLURAL, '_*'), node]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => texts(value, `${path}/${key}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\{\s*\w+/g) ?? [])].sort().join();

describe('the catalogues', () => {
  const english = new Map(texts(en));
  const korean = new Map(texts(ko));

  it('have the same texts in both languages', () => {
    expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('name the same values in both languages', () => {
    const differing = [...english].filter(
      ([path, text]) => placeholders(text) !== placeholders(korean.get(path) ?? ''),
    );
    expect(differing).toEqual([]);
  });

  it('leave no text empty', () => {
    expect([...english, ...korean].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('say nothing in Korean that is still English', () => {
    const same = [...korean].filter(([path, text]) => text === english.get(path) && /[a-z]{3,}/.test(text));
    const names = /^(Tracefunnel|Stripe|CSV|[A-Z0-9_./:-]+)$/;
    expect(same.filter(([, text]) => !names.test(text))).toEqual([]);
  });
});
