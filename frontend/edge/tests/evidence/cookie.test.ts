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
