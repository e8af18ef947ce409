import { describe, expect, it } from 'vitest';
import { readSignInSearch } from './search';

describe('where somebody goes after signing in', () => {
  it('is a path of this page, with what was asked of it', () => {
    expect(readSignInSearch({ next: '/events?type=m_otp_send' })).toEqual({ next: '/events?type=m_otp_send' });
  });

  it.each(['https://evil.example.com/', '//evil.example.com', '/\\evil.example.com', 'events', '/sign-in?next=/', ''])(
    'is not %s',
    (next) => {
      expect(readSignInSearch({ next })).toEqual({});
    },
  );
});
