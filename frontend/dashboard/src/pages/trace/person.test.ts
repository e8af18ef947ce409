import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../api/client';
import { daysOfPerson, tracesOf } from './person';

function event(traceId: string | null, ts: string, more: Partial<Schemas['EventAnswer']> = {}): Schemas['EventAnswer'] {
  return {
    id: ts,
    ts: `2026-11-22T${ts}:00.000Z`,
    event_type: 'm_otp_send',
    trace_id: traceId,
    anonymous_id: null,
    user_id: null,
    tenant_id: null,
    job_id: null,
    campaign_id: null,
    email: { fingerprint: 'fp_a', domain: null, masked: null },
    success: null,
    error_code: null,
    error_message: null,
    source: null,
    occurred_at: null,
    payload: null,
    links: null,
    ...more,
  };
}

describe("a person's traces", () => {
  it('are listed once each, the one with the newest event first', () => {
    const { traces } = tracesOf([event('trace_b', '12:00'), event('trace_a', '11:00'), event('trace_b', '10:00')]);
    expect(traces.map(({ traceId, count }) => [traceId, count])).toEqual([
      ['trace_b', 2],
      ['trace_a', 1],
    ]);
    expect(traces[0]).toMatchObject({ firstAt: '2026-11-22T10:00:00.000Z', lastAt: '2026-11-22T12:00:00.000Z' });
    expect(traces[0]?.last.id).toBe('12:00');
  });

  it('go by when things happened, not by when they were received', () => {
    const late = event('trace_a', '13:00', { occurred_at: '2026-11-22T09:00:00.000Z' });
    const { traces } = tracesOf([late, event('trace_a', '12:00'), event('trace_b', '12:30')]);
    expect(traces.map(({ traceId }) => traceId)).toEqual(['trace_b', 'trace_a']);
    expect(traces[1]).toMatchObject({ firstAt: '2026-11-22T09:00:00.000Z', lastAt: '2026-11-22T12:00:00.000Z' });
  });

  it('leave out what belongs to no trace, but say how much it is', () => {
    expect(tracesOf([event(null, '12:00'), event('trace_a', '11:00')])).toMatchObject({ untraced: 1 });
    expect(tracesOf([])).toEqual({ traces: [], untraced: 0, email: null });
  });

  it('are looked for as far back as the feed goes, and no further than events are kept', () => {
    expect(daysOfPerson('2026-11-22', 180)).toEqual({ from: '2026-08-23', to: '2026-11-22' });
    expect(daysOfPerson('2026-11-22', 7)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  });
});
