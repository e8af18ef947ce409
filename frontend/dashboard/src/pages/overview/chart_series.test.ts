import { describe, expect, it } from 'vitest';
import { MOST_SERIES } from '../../charts/series_look';
import { toggled } from './chart_choice';
import { chosenSeries, dailySeries, DEFAULT_SERIES, hourlySeries, offeredSeries, sparklineOf } from './chart_series';
import { kpiOf, summaryOf } from './numbers.fixture';

const failures = kpiOf('login_failures');
const rate = kpiOf('login_success_rate', { unit: 'ratio' });
const otpFailures = kpiOf('otp_failures', { events: { type: ['m_otp_send_result'], success: 'false' } });
const visits = kpiOf('visits', { events: { type: ['m_page_view', 'm_link_click'], success: null } });
const sessions = kpiOf('sessions', { events: null, value: null });
const type = { event_type: 'm_page_view', label: { en: 'Page view', ko: '페이지 조회' } } as const;

const summary = summaryOf({
  kpis: [failures, rate, otpFailures, visits, sessions],
  series: {
    days: ['2026-11-21', '2026-11-22'],
    events: { m_page_view: [7, 3] },
    kpis: { login_failures: [4, 2], login_success_rate: [0.9, null], visits: [8, 5] },
  },
  hour_starts: { '2026-11-21': '2026-11-20T15:00:00.000Z', '2026-11-22': '2026-11-21T15:00:00.000Z' },
  hours: { '2026-11-21': {}, '2026-11-22': { m_page_view: [1, 2], m_link_click: [0, 4] } },
});
const offered = offeredSeries(summary, [type], 'ko');

describe('the series that a chart may have', () => {
  it('are the KPIs that are counted, then the event types, in the language of the reader', () => {
    expect(offered.map((one) => one.id)).toEqual([
      'login_failures',
      'login_success_rate',
      'otp_failures',
      'visits',
      'm_page_view',
    ]);
    expect(offered.at(-1)?.label).toBe('페이지 조회');
  });

  it('are those that the URL names, in its order; what there is not is passed over', () => {
    expect(chosenSeries(['visits', 'no_such', 'm_page_view'], offered).map((one) => one.id)).toEqual([
      'visits',
      'm_page_view',
    ]);
  });

  it('are the usual ones where it names none that there is', () => {
    const usual = DEFAULT_SERIES.filter((id) => offered.some((one) => one.id === id));
    expect(chosenSeries(undefined, offered).map((one) => one.id)).toEqual(usual);
    expect(chosenSeries(['no_such'], offered).map((one) => one.id)).toEqual(usual);
  });

  it('are one more or one less, but never none and never too many', () => {
    expect(toggled(['visits'], 'm_page_view')).toEqual(['visits', 'm_page_view']);
    expect(toggled(['visits', 'm_page_view'], 'visits')).toEqual(['m_page_view']);
    expect(toggled(['visits'], 'visits')).toBeNull();
    const full = Array.from({ length: MOST_SERIES }, (_, number) => `m_${number}`);
    expect(toggled(full, 'visits')).toBeNull();
  });
});

describe('the values of a series', () => {
  it("by day are the API's, with the period before at the same places", () => {
    const before = summaryOf({ series: { days: [], events: {}, kpis: { login_failures: [1, 9] } } });
    const [first, second] = dailySeries(chosenSeries(['login_failures', 'login_success_rate'], offered), {
      summary,
      over: 2,
      before,
    });
    expect(first).toMatchObject({ place: 0, values: [4, 2], before: [1, 9] });
    expect(second).toMatchObject({ place: 1, unit: 'ratio', values: [0.9, null] });
  });

  it('by hour are the sum of its types, zeros of quiet days included, and nothing of hours to come', () => {
    const [found] = hourlySeries(chosenSeries(['visits'], offered), { summary, over: 25 });
    expect(found?.values).toHaveLength(48);
    expect(found?.values.slice(0, 2)).toEqual([0, 0]);
    expect(found?.values.slice(24, 27)).toEqual([1, 6, null]);
  });

  it('by hour are not there for rates and for what counts one outcome; the others keep their looks', () => {
    const chosen = chosenSeries(['login_success_rate', 'otp_failures', 'visits'], offered);
    const found = hourlySeries(chosen, { summary, over: 48 });
    expect(found.map(({ id, place }) => [id, place])).toEqual([['visits', 2]]);
  });

  it('are drawn beside the number: by day, or by hour of one day where there are any', () => {
    expect(sparklineOf(failures, summary)).toEqual([4, 2]);
    const today = { '2026-11-22': '2026-11-21T15:00:00.000Z' }; // of which it is 12:30
    const oneDay = { ...summary, series: { ...summary.series, days: ['2026-11-22'] }, hour_starts: today };
    const line = sparklineOf(visits, oneDay);
    expect([line.length, line[0], line[12], line[13]]).toEqual([24, 1, 0, null]);
    expect(sparklineOf(rate, oneDay)).toEqual([]);
  });
});
