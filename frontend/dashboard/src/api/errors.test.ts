import { describe, expect, it } from 'vitest';
import { ApiError, mayPass, pauseBeforeAttempt, troubleOf } from './errors';

const error = (status: number, retryAfterSeconds: number | null = null) =>
  new ApiError(status, 'said', [], retryAfterSeconds);

describe('an error', () => {
  it.each([
    [0, 'unreachable', true],
    [401, 'signed-out', false],
    [403, 'forbidden', false],
    [404, 'not-found', false],
    [400, 'refused', false],
    [429, 'busy', true],
    [500, 'broken', true],
    [503, 'busy', true],
  ] as const)('of status %d is %s; it may pass: %s', (status, trouble, passes) => {
    expect(troubleOf(error(status))).toBe(trouble);
    expect(mayPass(error(status))).toBe(passes);
  });

  it('is waited out for longer each time, up to 10 seconds', () => {
    expect([0, 1, 2, 3, 4, 20].map((failures) => pauseBeforeAttempt(failures, error(0)))).toEqual([
      1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
  });

  it('is waited out for as long as the service asks, within reason', () => {
    expect(pauseBeforeAttempt(0, error(503, 7))).toBe(7000);
    expect(pauseBeforeAttempt(0, error(503, 3600))).toBe(30_000);
  });
});
