import { describe, expect, it } from 'vitest';
import { MOST_SERIES } from '../../charts/series_look';
import { readOverviewSearch } from './search';

describe("the overview's URL", () => {
  it('holds the whole view', () => {
    const view = {
      from: '2026-11-01',
      to: '2026-11-22',
      compare: 'none',
      series: ['otp_failure_rate', 'm_otp_send'],
      off: ['m_otp_send'],
      by: 'hour',
      view: 'table',
      errors: 'all',
      sort: 'change',
    };
    expect(readOverviewSearch(view)).toEqual(view);
  });

  it('is read as at first where it says nothing, or what there is not', () => {
    expect(readOverviewSearch({})).toEqual({});
    const odd = {
      from: 'yesterday',
      to: '2026-11-22',
      compare: 'next',
      by: 'week',
      view: 'pie',
      errors: '1',
      sort: 'x',
    };
    expect(readOverviewSearch({ ...odd, series: ['<b>', ''], off: '../..' })).toEqual({});
  });

  it('takes a range only where the API would', () => {
    expect(readOverviewSearch({ from: '2026-11-22', to: '2026-11-01' })).toEqual({});
    expect(readOverviewSearch({ from: ['2026-11-01', '2026-11-02'], to: '2026-11-02' })).toEqual({
      from: '2026-11-02',
      to: '2026-11-02',
    });
  });

  it('names a series once, and no more of them than have a look of their own', () => {
    expect(readOverviewSearch({ series: ['visits', 'visits'] }).series).toEqual(['visits']);
    const many = Array.from({ length: 20 }, (_, number) => `m_type_${number}`);
    expect(readOverviewSearch({ series: many }).series).toEqual(many.slice(0, MOST_SERIES));
  });
});
