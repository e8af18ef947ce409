import { describe, expect, test } from 'vitest';
import { extractTrackingFromRequest, hasEvidence } from '../../src/evidence/index.js';

const PAGE = 'https://www.example.com/pricing?cid=spring&utm_source=mail&utm_term=&plan=pro&email=kim@example.com#buy';
const EVIDENCE = 'https://www.example.com/pricing?cid=spring&utm_source=mail';

function request(url: string, headers: Record<string, string> = {}, method = 'GET'): Request {
  return new Request(url, { headers, method });
}

describe('a page request', () => {
  test('shows where its visitor came from, and nothing else of its URLs', () => {
    const headers = {
      referer: 'https://kim:pass@news.example.org/a?q=secret#x',
      'user-agent': 'Mozilla/5.0',
      cookie: 'a=b; ef_tracking=x.y.z',
    };
    expect(extractTrackingFromRequest(request(PAGE, headers))).toEqual({
      url: EVIDENCE,
      referrer: 'https://news.example.org/a',
      user_agent: 'Mozilla/5.0',
      cookie: 'x.y.z',
    });
  });

  test('without any of it has its own address alone', () => {
    expect(extractTrackingFromRequest(request('https://www.example.com/'))).toEqual({
      url: 'https://www.example.com/',
    });
  });
});

test('of a parameter that stands twice the first that says something counts', () => {
  const twice = request('https://www.example.com/?utm_source=&utm_source=mail&utm_source=ad');
  expect(extractTrackingFromRequest(twice).url).toBe('https://www.example.com/?utm_source=mail');
});

describe('a request that a page sends', () => {
  const api = 'https://www.example.com/api/register';

  test('is of the page that its Referer names', () => {
    expect(extractTrackingFromRequest(request(api, { referer: PAGE }, 'POST'))).toEqual({ url: EVIDENCE });
  });

  test('is of no page where its Referer is of another site, or is none', () => {
    for (const referer of ['https://evil.example.org/?utm_source=x', 'about:blank', 'no url']) {
      expect(extractTrackingFromRequest(request(api, { referer }, 'POST'))).toEqual({});
    }
  });

  test('is of the page that the caller names', () => {
    expect(extractTrackingFromRequest(request(api, {}, 'POST'), { pageUrl: PAGE })).toEqual({ url: EVIDENCE });
    expect(extractTrackingFromRequest(request(api, { referer: PAGE }, 'POST'), { pageUrl: 'no url' })).toEqual({});
  });
});

describe('the trace id', () => {
  test.each([
    ['of the header', 'https://www.example.com/?trace_id=trace_url', 'trace_header', 'trace_header'],
    ['of the URL where the header has none', 'https://www.example.com/?trace_id=trace_url', undefined, 'trace_url'],
    [
      'of the URL where the header has another shape',
      'https://www.example.com/?trace_id=trace_url',
      'kim',
      'trace_url',
    ],
    ['in no other shape', 'https://www.example.com/?trace_id=trace_kim@example.com', 'TRACE_1', undefined],
  ])('is that %s', (_, url, header, expected) => {
    const found = extractTrackingFromRequest(request(url, header === undefined ? {} : { 'x-trace-id': header }));
    expect(found.trace_id).toBe(expected);
    expect('trace_id' in found).toBe(expected !== undefined);
  });
});

describe('the cookie', () => {
  test.each([
    ['ef_tracking=a.b.c', 'a.b.c'],
    ['x=1;ef_tracking=a.b.c ;y=2', 'a.b.c'],
    ['not_ef_tracking=a.b.c', undefined],
    ['ef_tracking=', undefined],
    ['ef_tracking', undefined],
    [`ef_tracking=${'x'.repeat(4_097)}`, undefined],
  ])('of %j is %j', (cookie, expected) => {
    expect(extractTrackingFromRequest(request(PAGE, { cookie })).cookie).toBe(expected);
  });
});

test('only a URL with evidence makes a visit worth recording', () => {
  expect(hasEvidence(extractTrackingFromRequest(request(PAGE)))).toBe(true);
  expect(hasEvidence(extractTrackingFromRequest(request('https://www.example.com/?plan=pro&utm_source=')))).toBe(false);
});

test('the body stays unread', async () => {
  const post = new Request('https://www.example.com/', { method: 'POST', body: 'all of it' });
  extractTrackingFromRequest(post);
  expect(await post.text()).toBe('all of it');
});
