import cases from '../../../../tests/domain/trace_id_cases.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { completeFrom, readCarried, toQuery } from '../../src/links/carried.js';
import { sanitizeTraceId } from '../../src/traceId.js';

const read = (query: string) => readCarried(query, sanitizeTraceId);

function readOne(name: string, value: string): string | undefined {
  const carried = read(toQuery([[name, value]]));
  expect(carried.length).toBeLessThan(2);
  return carried[0]?.[1];
}

test.each(cases)('trace id in the URL: $name', ({ input, expected }) => {
  const query = input === null ? '' : toQuery([['trace_id', input]]);
  expect(read(query)).toEqual(expected === null ? [] : [['trace_id', expected]]);
});

test('only what the service knows is read, in one order', () => {
  const query =
    '?utm_content=e&utm_term=d&utm_campaign=c&utm_medium=b&utm_source=a&cid=spring-1&trace_id=trace_1' +
    '&utm_id=7&gclid=x&email=kim%40example.com&UTM_SOURCE=A';
  expect(read(query)).toEqual([
    ['trace_id', 'trace_1'],
    ['cid', 'spring-1'],
    ['utm_source', 'a'],
    ['utm_medium', 'b'],
    ['utm_campaign', 'c'],
    ['utm_term', 'd'],
    ['utm_content', 'e'],
  ]);
});

test.each(['', '?', '?a=b', '?cid=&utm_source=', '?utm_source=+++', '?%', '?%zz=%', '?cid', '?=cid'])(
  'nothing is carried of %j',
  (query) => {
    expect(read(query)).toEqual([]);
  },
);

test.each(['abc', 'a'.repeat(64), 'A-z_09', '---'])('%j is a cid', (cid) => {
  expect(readOne('cid', cid)).toBe(cid);
  expect(readOne('cid', ` ${cid}\t`)).toBe(cid);
});

test.each(['ab', 'a'.repeat(65), 'a.b', 'a b', 'abc\n\nd', 'åbc', '가나다', '<script>', 'kim@example.com'])(
  '%j is no cid',
  (cid) => {
    expect(readOne('cid', cid)).toBeUndefined();
  },
);

test.each([
  ['  spring sale ', 'spring sale'],
  ['봄 세일', '봄 세일'],
  ['@handle', '@handle'],
  ['meet @ noon', 'meet @ noon'],
  ['tea @home', 'tea @home'],
  ['50%', '50%'],
  ['a&b=c#d', 'a&b=c#d'],
  ['40% of 40', '40% of 40'],
])('%j is a UTM value', (given, kept) => {
  expect(readOne('utm_source', given)).toBe(kept);
});

test.each([
  'kim@example.com',
  'for kim@localhost',
  'kim＠example.com',
  'kim﹫example.com',
  'kim%40example.com',
  'kim%2540example.com',
  '김@예시.한국',
  '"kim lee"@example.com',
  '<kim@[127.0.0.1]>',
  `${'a'.repeat(198)}@example.com`,
])('a UTM value with an address in it, %j, is dropped', (value) => {
  expect(readOne('utm_term', value)).toBeUndefined();
});

test.each(['a\nb', 'a\n', '\ta', 'a\0b', 'a\x7f', 'a\x85b'])(
  'a UTM value with a control character is dropped: %j',
  (v) => {
    expect(readOne('utm_medium', v)).toBeUndefined();
  },
);

test('a longer UTM value is cut to 200 characters, none of them in its middle', () => {
  expect(readOne('utm_source', 'a'.repeat(200))).toBe('a'.repeat(200));
  expect(readOne('utm_source', 'a'.repeat(201))).toBe('a'.repeat(200));
  expect(readOne('utm_source', '😀'.repeat(201))).toBe('😀'.repeat(200));
  expect(readOne('utm_source', `${'a'.repeat(199)} b`)).toBe('a'.repeat(199));
});

test('of a repeated parameter the first value counts that can be used', () => {
  expect(read('utm_source=&utm_source=kim%40example.com&utm_source=mail&utm_source=other')).toEqual([
    ['utm_source', 'mail'],
  ]);
  expect(read('trace_id=8f2c&trace_id=trace_8f2c')).toEqual([['trace_id', 'trace_8f2c']]);
});

const trace = ['trace_id', 'trace_1'] as [string, string];
const otherTrace = ['trace_id', 'trace_2'] as [string, string];
const source = ['utm_source', 'mail'] as [string, string];
const term = ['utm_term', 'shoes'] as [string, string];
const cid = ['cid', 'spring'] as [string, string];

test.each([
  ['nothing new leaves all as it was', [trace, source], [], [trace, source]],
  ['nothing before leaves what is there', [], [trace, source], [trace, source]],
  ['new evidence takes the place of all of the old', [trace, source, term], [cid], [trace, cid]],
  ['a new trace id leaves the evidence', [trace, source, term], [otherTrace], [otherTrace, source, term]],
  ['all that is new takes the place of all', [trace, source], [otherTrace, term], [otherTrace, term]],
])('%s', (_name, earlier, own, expected) => {
  expect(completeFrom(earlier, own)).toEqual(expected);
});
