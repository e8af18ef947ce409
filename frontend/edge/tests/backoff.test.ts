import { expect, test } from 'vitest';
import { backoffMs, parseRetryAfter } from '../src/backoff.js';

test('the wait is anything from nothing to a ceiling that doubles with each failure, up to a minute', () => {
  expect([1, 2, 3, 8, 9, 1000].map((failures) => backoffMs(failures, 0, 1))).toEqual([
    500, 1000, 2000, 60_000, 60_000, 60_000,
  ]);
  expect(backoffMs(9, 0, 0)).toBe(0);
});

test('the service is never asked earlier than it wants to be', () => {
  expect(backoffMs(1, 7_000, 0)).toBe(7_000);
  expect(backoffMs(1, 7_000, 1)).toBe(7_500);
});

test('whatever the header says, a day is not waited for', () => {
  expect(backoffMs(1, parseRetryAfter('86400', 0), 0)).toBe(300_000);
});

test.each([
  ['2', 2_000],
  [' 2 ', 2_000],
  ['Sun, 22 Nov 2026 09:00:05 GMT', 5_000],
  ['Sun, 22 Nov 2026 08:00:00 GMT', 0],
  ['soon', 0],
  ['-3', 0],
  ['', 0],
  [null, 0],
])('Retry-After %j is %i ms', (header, expected) => {
  expect(parseRetryAfter(header, Date.parse('2026-11-22T09:00:00Z'))).toBe(expected);
});
