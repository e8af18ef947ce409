import type { Kpi, Summary } from './summary';

/** Parts of an answer for the tests beside this file. */
export function kpiOf(id: string, known: Partial<Kpi> = {}): Kpi {
  return {
    id,
    label: { en: id, ko: id },
    unit: 'count',
    value: 0,
    numerator: null,
    denominator: null,
    previous: null,
    change: null,
    good: 'up',
    events: { type: ['m_auth_login_fail'], success: null },
    ...known,
  };
}

export function summaryOf(known: Partial<Summary> = {}): Summary {
  return {
    range: { from: '2026-11-21', to: '2026-11-22', timezone: 'Asia/Seoul', days: 2 },
    as_of: '2026-11-22T03:30:00.000Z',
    live: true,
    journeys_as_of: null,
    pending_days: [],
    kpis: [],
    series: { days: ['2026-11-21', '2026-11-22'], events: {}, kpis: {} },
    hours: {},
    hour_starts: {},
    errors: [],
    sources: [],
    tracking_metadata: {
      tracked_count: 0,
      untracked_count: 0,
      tracking_success_rate: null,
      untracked_reason_top: [],
    },
    ...known,
  };
}
