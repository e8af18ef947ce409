import { describe, expect, it } from 'vitest';
import { pathText } from './path_text';

describe('a path', () => {
  it('says once what comes several times in a row, with how often', () => {
    expect(pathText(['Login failed', 'Login failed', 'Code sent', 'Login failed'])).toBe(
      'Login failed ×2 → Code sent → Login failed',
    );
  });

  it('of one event is that event, and of none is nothing', () => {
    expect(pathText(['Login failed'])).toBe('Login failed');
    expect(pathText([])).toBe('');
  });
});
