import { expect, test } from 'vitest';
import { saveTrackingToCookie } from '../../src/evidence/index.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJjaWQiOiJzcHJpbmcifQ.c2lnbmF0dXJl';

test('the cookie is added beside those that are there, and the rest of the response stays', async () => {
  const response = new Response('hello', {
    status: 201,
    headers: [
      ['set-cookie', 'a=b'],
      ['x-own', '1'],
    ],
  });
  const saved = saveTrackingToCookie(response, TOKEN);
  expect(saved.headers.getSetCookie()).toEqual([
    'a=b',
    `ef_tracking=${TOKEN}; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax`,
  ]);
  expect([saved.status, saved.headers.get('x-own'), await saved.text()]).toEqual([201, '1', 'hello']);
});

test('the response that was given is left as it is', () => {
  const response = new Response(null, { status: 204 });
  saveTrackingToCookie(response, TOKEN);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test.each([
  [undefined, 'private'],
  ['public', 'private'],
  ['public, s-maxage=60', 'private'],
  ['Public, max-age=30 , S-MaxAge="60",stale-while-revalidate=5', 'private, max-age=30, stale-while-revalidate=5'],
  ['max-age=30', 'private, max-age=30'],
  ['private="set-cookie, x-own", s-maxage=60', 'private'],
  ['no-cache="set-cookie, x-own"', 'private, no-cache="set-cookie, x-own"'],
  ['no-store', 'no-store'],
  ['no-cache, No-Store', 'no-cache, No-Store'],
  ['private, max-age=30', 'private, max-age=30'],
])('a cache that many share may not keep the cookie of one: %j becomes %j', (given, expected) => {
  const headers = new Headers({ 'cdn-cache-control': 'max-age=60', 'surrogate-control': 'max-age=60' });
  if (given !== undefined) headers.set('cache-control', given);
  const saved = saveTrackingToCookie(new Response('', { headers }), TOKEN);
  expect(saved.headers.get('cache-control')).toBe(expected);
  expect([...saved.headers.keys()].filter((name) => /cdn|surrogate/.test(name))).toEqual([]);
});

test('without a cookie caches may keep what they may', () => {
  const response = new Response('', { headers: { 'cache-control': 'public, s-maxage=60' } });
  expect(saveTrackingToCookie(response, null).headers.get('cache-control')).toBe('public, s-maxage=60');
});

test('pages and short links share the cookie where they share a domain', () => {
  const saved = saveTrackingToCookie(new Response(), TOKEN, { domain: 'example.com' });
  expect(saved.headers.getSetCookie()[0]).toContain('; Domain=example.com; HttpOnly');
  const attempt = saveTrackingToCookie(new Response(), TOKEN, { domain: 'example.com; Path=/x' });
  expect(attempt.headers.getSetCookie()[0]).not.toContain('Domain');
});

test.each([null, undefined, '', 'no token', 'a.b', 'a.b.c; Domain=evil.org', 'a.b.c\r\nx: y', 'a..c'])(
  'what is no token (%j) is not kept',
  (token) => {
    const response = new Response();
    expect(saveTrackingToCookie(response, token)).toBe(response);
  },
);
