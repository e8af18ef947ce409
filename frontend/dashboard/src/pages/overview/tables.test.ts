import { describe, expect, it } from 'vitest';
import type { EventType } from '../../api/event_types';
import { errorRows } from './error_rows';
import { groupKpis, isCounted } from './kpi_groups';
import { kpiOf, summaryOf } from './numbers.fixture';
import { isQuiet } from './summary';

describe('KPIs', () => {
  const types = [
    { event_type: 'm_page_view', stage: 'visit' },
    { event_type: 'm_auth_login_fail', stage: 'auth' },
    { event_type: 'm_otp_send', stage: 'otp' },
  ] satisfies Pick<EventType, 'event_type' | 'stage'>[];

  it('stand with the step of the funnel that their events belong to, in the order of the answer', () => {
    const kpis = [
      kpiOf('failures'),
      kpiOf('otp', { events: { type: ['m_otp_send'], success: null } }),
      kpiOf('visits', { events: { type: ['m_page_view'], success: null } }),
    ];
    const groups = groupKpis(kpis, types).map((group) => [group.stages[0], group.kpis.map((kpi) => kpi.id)]);
    expect(groups).toEqual([
      ['visit', ['failures', 'visits']],
      ['otp', ['otp']],
    ]);
  });

  it('that are counted from journeys are left out until there are any', () => {
    const sessions = kpiOf('sessions', { events: null });
    expect([isCounted(sessions, null), isCounted(sessions, '2026-11-22T00:00:00.000Z')]).toEqual([false, true]);
  });
});

describe('error codes', () => {
  const line = (error_code: string, count: number, previous: number | null) => ({
    event_type: 'm_auth_login_fail',
    error_code,
    count,
    previous,
  });

  it("stand in the API's order, with their change; without a comparison there is none", () => {
    expect(errorRows([line('a', 9, 12), line('b', 5, null)], false).map((row) => row.change)).toEqual([-3, null]);
  });

  it('stand by how much they rose, equals in the order of the answer', () => {
    const rows = errorRows([line('a', 9, 12), line('b', 5, 4), line('c', 3, 2), line('d', 2, 0)], true);
    expect(rows.map((row) => row.error_code)).toEqual(['d', 'b', 'c', 'a']);
  });
});

describe('days without events', () => {
  const of = (events: Record<string, number[]>, pending_days: string[] = []) =>
    isQuiet({ ...summaryOf({ pending_days }), series: { days: [], events, kpis: {} } });

  it('are told from days with some, and from days that are not counted yet', () => {
    expect(of({ m_otp_send: [0, 0] })).toBe(true);
    expect(of({ m_otp_send: [0, 1] })).toBe(false);
    expect(of({ m_otp_send: [0, 0] }, ['2026-11-21'])).toBe(false);
  });
});
