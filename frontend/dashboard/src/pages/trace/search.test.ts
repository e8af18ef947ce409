import { describe, expect, it } from 'vitest';
import { readTraceSearch } from './search';

const FINGERPRINTS = ['a', 'b'].map((digit) => `fp_${digit.repeat(32)}`);

describe('the URL of the trace page', () => {
  it('names a trace, and the event that is open', () => {
    const search = { trace_id: 'trace_%&?', event: 'reg-1' };
    expect(readTraceSearch(search)).toEqual(search);
  });

  it('names a person by fingerprints alone: whatever else stands there is not passed on', () => {
    const asked = ['kim@example.com', ...FINGERPRINTS, 'fp_short', FINGERPRINTS[0]].join(',');
    expect(readTraceSearch({ q_email: asked })).toEqual({ q_email: FINGERPRINTS.join(',') });
    expect(readTraceSearch({ q_email: 'kim@example.com' })).toEqual({});
  });

  it('prefers the trace where it names both', () => {
    expect(readTraceSearch({ trace_id: 'trace_a', q_email: FINGERPRINTS[0] })).toEqual({ trace_id: 'trace_a' });
  });

  it('without either is the search', () => {
    expect(readTraceSearch({ event: 'reg-1', other: 'x' })).toEqual({});
  });
});
