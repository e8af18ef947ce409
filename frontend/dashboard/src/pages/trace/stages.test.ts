import { describe, expect, it } from 'vitest';
import { ladderOf } from './stages';

describe('the ladder of stages', () => {
  const auth = { stage: 'auth', success: null } as const;

  it('says of each stage whether it was reached, skipped, the furthest, or lies ahead', () => {
    const ladder = ladderOf('checkout', [
      { stage: 'visit', success: null },
      auth,
      { stage: 'checkout', success: true },
    ]);
    expect(ladder.map(({ stage, standing }) => [stage, standing])).toEqual([
      ['visit', 'reached'],
      ['registration', 'skipped'],
      ['auth', 'reached'],
      ['otp', 'skipped'],
      ['checkout', 'furthest'],
      ['provision', 'ahead'],
    ]);
  });

  it('counts what happened and what failed on each', () => {
    const ladder = ladderOf('auth', [auth, { ...auth, success: false }, { ...auth, success: true }]);
    expect(ladder.find(({ stage }) => stage === 'auth')).toMatchObject({ events: 3, failures: 1 });
  });

  it('goes as far as the service says, even if the events beyond the first thousand are not shown', () => {
    const ladder = ladderOf('provision', [auth]);
    expect(ladder.at(-1)).toEqual({ stage: 'provision', standing: 'furthest', events: 0, failures: 0 });
  });

  it('leaves out what the dictionary does not know yet', () => {
    const total = ladderOf('auth', [auth, { stage: undefined, success: false }]).reduce(
      (sum, one) => sum + one.events,
      0,
    );
    expect(total).toBe(1);
  });
});
