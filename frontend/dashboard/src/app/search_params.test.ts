import { describe, expect, it } from 'vitest';
import { readSignInSearch } from '../pages/sign-in/search';
import { one, parseSearch, several, stringifySearch } from './search_params';

describe('what stands in the URL', () => {
  it('reads as it was written', () => {
    const search = { type: ['m_otp_send', 'm_page_view'], trace_id: 'trace_a&b=c+d %', from: '2026-11-01' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it('leaves out what is empty', () => {
    expect(stringifySearch({ from: '', to: undefined, type: [] })).toBe('');
    expect(parseSearch('?from=&to=2026-11-01')).toEqual({ to: '2026-11-01' });
  });

  it('gives one value or several, as the page asks', () => {
    expect(one(['a', 'b'])).toBe('b');
    expect(one(7)).toBeUndefined();
    expect(several('a')).toEqual(['a']);
    expect(several(undefined)).toEqual([]);
  });

  it('takes no name for a prototype', () => {
    expect(parseSearch('?__proto__=x&constructor=y').constructor).toBe('y');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('where signing in leads', () => {
  it('is a path of this page', () => {
    expect(readSignInSearch({ next: '/events?type=a' })).toEqual({ next: '/events?type=a' });
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/sign-in?next=/x'])(
    'is never %s',
    (next) => {
      expect(readSignInSearch({ next })).toEqual({});
    },
  );
});
