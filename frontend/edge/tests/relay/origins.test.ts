import { expect, test } from 'vitest';
import { CLICK, ORIGIN, post, relayed } from './page.js';

const PAGES = 'https://pages.example.com';

test.each([
  'null',
  'https://evil.example',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://app.example.com.evil.example',
  'https://APP.example.com',
  `${ORIGIN}, ${ORIGIN}`,
  '',
])('a page of another origin is refused: %s', async (origin) => {
  const answer = await relayed().relay(post(CLICK, { origin }));
  expect(answer.status).toBe(403);
  expect(await answer.json()).toEqual({ Code: 'ForbiddenError', Message: 'send from a page of an allowed origin' });
});

test('a request that names no origin is refused', async () => {
  const request = post(CLICK);
  request.headers.delete('origin');
  expect((await relayed().relay(request)).status).toBe(403);
});

test('the origins that are named may send, and read the answer; the own one only if it is named', async () => {
  const { relay } = relayed({ origins: [`${PAGES}/`] });
  const answer = await relay(post(CLICK, { origin: PAGES }));
  expect(answer.status).toBe(202);
  expect(answer.headers.get('access-control-allow-origin')).toBe(PAGES);
  expect(answer.headers.get('vary')).toBe('Origin');
  const refused = await relay(post(CLICK));
  expect(refused.status).toBe(403);
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  expect(refused.headers.get('vary')).toBe('Origin');
});

test('a page of a named origin may read why it was refused', async () => {
  const answer = await relayed({ origins: [PAGES] }).relay(post('{', { origin: PAGES }));
  expect(answer.status).toBe(400);
  expect(answer.headers.get('access-control-allow-origin')).toBe(PAGES);
});

test('null and what is no origin cannot be named', async () => {
  const { relay } = relayed({ origins: ['null', '*', 'data:,x', 'file:///x'] });
  for (const origin of ['null', '*', 'data:', 'file://']) {
    expect((await relay(post(CLICK, { origin }))).status).toBe(403);
  }
});

function preflight(origin: string): Request {
  return new Request(`${ORIGIN}/t`, { method: 'OPTIONS', headers: { origin } });
}

test("a browser's question before it sends is answered for exactly the named origins", async () => {
  const { relay } = relayed({ origins: [PAGES] });
  const yes = await relay(preflight(PAGES));
  expect(yes.status).toBe(204);
  expect(Object.fromEntries(yes.headers)).toEqual({
    'access-control-allow-origin': PAGES,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, x-trace-id',
    'access-control-max-age': '86400',
    vary: 'Origin',
  });
  const no = await relay(preflight('https://evil.example'));
  expect(no.status).toBe(403);
  expect(no.headers.get('access-control-allow-origin')).toBeNull();
});

test('without named origins no other origin is told anything', async () => {
  const answer = await relayed().relay(post(CLICK));
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});
