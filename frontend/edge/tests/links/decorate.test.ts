import { expect, test } from 'vitest';
import type { Carried } from '../../src/links/carried.js';
import { decorate } from '../../src/links/decorate.js';

const PAGE = 'https://www.example.com/offers/spring?utm_source=mail';
const EVIDENCE: Carried = [
  ['cid', 'spring'],
  ['utm_source', 'mail'],
];
const ALL: Carried = [['trace_id', 'trace_1'], ...EVIDENCE];
const ADDED = 'trace_id=trace_1&cid=spring&utm_source=mail';

test.each([
  ['/signup', `/signup?${ADDED}`],
  ['signup', `signup?${ADDED}`],
  ['//app.example.com/signup', `//app.example.com/signup?${ADDED}`],
  ['https://app.example.com', `https://app.example.com?${ADDED}`],
  ['HTTP://app.example.com/signup', `HTTP://app.example.com/signup?${ADDED}`],
  ['?step=2', `?step=2&${ADDED}`],
  ['/signup?', `/signup?${ADDED}`],
  ['/signup?a=1&', `/signup?a=1&${ADDED}`],
  ['/signup#form', `/signup?${ADDED}#form`],
  ['/signup?plan=pro#form?a=b#c', `/signup?plan=pro&${ADDED}#form?a=b#c`],
  ['/signup?z=1&a=%20+%2B&z=2&flag', `/signup?z=1&a=%20+%2B&z=2&flag&${ADDED}`],
  ['/signup?plan=b%E9b%C3%A9&q=가', `/signup?plan=b%E9b%C3%A9&q=가&${ADDED}`],
  ['/#/signup?a=1', `/?${ADDED}#/signup?a=1`],
  ['  /signup\n', `/signup?${ADDED}`],
  ['/signup#a\nb', `/signup?${ADDED}#a\nb`],
  ['/signup?xcid=1&utm=2&cids=3', `/signup?xcid=1&utm=2&cids=3&${ADDED}`],
])('%j becomes %j', (href, expected) => {
  expect(decorate(href, ALL, PAGE)).toBe(expected);
  expect(decorate(expected, ALL, PAGE)).toBe(expected);
});

test.each([
  '/signup?cid=autumn',
  '/signup?utm_medium=banner',
  '/signup?a=1&utm_term=#form',
  '/signup?utm_id=7',
  '/?%63id=x',
])('%j has evidence of its own, so that the trace id alone is added', (href) => {
  const [path = '', hash] = href.split('#');
  const expected = `${path}&trace_id=trace_1${hash === undefined ? '' : `#${hash}`}`;
  expect(decorate(href, ALL, PAGE)).toBe(expected);
  expect(decorate(href, EVIDENCE, PAGE)).toBe(href);
});

test('a trace id of the link stays, and evidence is added', () => {
  expect(decorate('/signup?trace_id=trace_2', ALL, PAGE)).toBe('/signup?trace_id=trace_2&cid=spring&utm_source=mail');
});

test.each([
  'mailto:signup@example.com',
  'javascript:signup()',
  'tel:+8221234567',
  'ftp://example.com/signup',
  'data:text/html,signup',
  'blob:https://www.example.com/signup',
  'app://signup',
  'http://',
  'https://[signup',
  'https://example.com:99999/signup',
  '#signup',
  ' #',
  '',
  ' ',
])('%j is left as it is', (href) => {
  expect(decorate(href, ALL, PAGE)).toBe(href);
});

test('without anything to hand on, nothing changes', () => {
  expect(decorate(' /signup?', [], PAGE)).toBe(' /signup?');
});

test.each(['mailto:kim@example.com', 'about:blank', 'data:text/html,page'])(
  'a relative link of a page that is no web page, %j, stays',
  (base) => {
    expect(decorate('/signup', ALL, base)).toBe('/signup');
  },
);

test('values arrive as they were', () => {
  const carried: Carried = [
    ['utm_source', 'a&b=c#d?e'],
    ['utm_term', '봄 세일 +1 😀'],
    ['utm_content', '"><script>'],
  ];
  const decorated = decorate('/signup#form', carried, PAGE);
  expect(decorated).toMatch(/^\/signup\?[\w%+=&.-]+#form$/);
  expect([...new URL(decorated, PAGE).searchParams]).toEqual(carried);
});
