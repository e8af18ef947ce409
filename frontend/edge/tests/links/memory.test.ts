import { afterEach, expect, test, vi } from 'vitest';
import { type Carried, readCarried } from '../../src/links/carried.js';
import { remember } from '../../src/links/memory.js';
import { sanitizeTraceId } from '../../src/traceId.js';

const KEY = 'tracefunnel';
const read = (query: string) => readCarried(query, sanitizeTraceId);
const visit = (query: string) => remember(read(query), read);

/** A tab with that in its storage. */
function openTab(kept: Record<string, string> = {}): Map<string, string> {
  const items = new Map(Object.entries(kept));
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  });
  return items;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('evidence and trace id outlast pages without any', () => {
  openTab();
  const first = visit('?trace_id=trace_1&utm_source=mail&utm_term=%EB%B4%84+1');
  expect(first).toHaveLength(3);
  expect(visit('')).toEqual(first);
  expect(visit('?page=2')).toEqual(first);
});

test('new evidence takes the place of the remembered as a whole, and the trace id stays', () => {
  openTab();
  visit('?trace_id=trace_1&utm_source=mail&utm_term=shoes');
  const expected: Carried = [
    ['trace_id', 'trace_1'],
    ['cid', 'spring'],
  ];
  expect(visit('?cid=spring')).toEqual(expected);
  expect(visit('')).toEqual(expected);
});

test('a tab without anything keeps nothing', () => {
  const items = openTab();
  expect(visit('?page=2')).toEqual([]);
  expect(items.size).toBe(0);
});

test('what the storage holds is sanitised like a URL', () => {
  openTab({ [KEY]: 'trace_id=trace_kim@example.com&utm_source=kim@example.com&cid=spring&href=x' });
  expect(visit('')).toEqual([['cid', 'spring']]);
});

test.each(['{"cid":1}', '%', '\0', 'null', ''])('what is nothing of ours (%j) is passed over', (kept) => {
  openTab({ [KEY]: kept });
  expect(visit('')).toEqual([]);
});

test('storage that throws, or is full, or is not there costs the memory alone', () => {
  const refuse = () => {
    throw new Error('blocked');
  };
  const own = read('utm_source=mail');
  vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse });
  expect(remember(own, read)).toEqual(own);
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: refuse });
  expect(remember(own, read)).toEqual(own);
  vi.stubGlobal('sessionStorage', null);
  expect(remember(own, read)).toEqual(own);
  vi.unstubAllGlobals();
  vi.stubGlobal('sessionStorage', undefined);
  expect(remember(own, read)).toEqual(own);
});

test('full storage still hands on what an earlier page left', () => {
  vi.stubGlobal('sessionStorage', {
    getItem: () => 'trace_id=trace_1',
    setItem: () => {
      throw new Error('full');
    },
  });
  expect(visit('?cid=spring')).toEqual([
    ['trace_id', 'trace_1'],
    ['cid', 'spring'],
  ]);
});
