import { describe, expect, it } from 'vitest';
import { MOST_STEPS, readFunnelsSearch } from './search';

const STEPS = ['m_page_view', 'm_otp_send', 'm_page_view'];

describe("the funnels' URL", () => {
  it('holds the whole view', () => {
    const view = {
      from: '2026-11-01',
      to: '2026-11-22',
      steps: STEPS,
      order: 'strict',
      window_seconds: '3600',
      breakdown: 'campaign_id',
      compare: 'previous',
      reached: '2',
      rows: 'all',
    };
    expect(readFunnelsSearch(view)).toEqual(view);
  });

  it('is read as at first where it says nothing, or what there is not', () => {
    expect(readFunnelsSearch({})).toEqual({});
    const odd = {
      from: 'yesterday',
      to: '2026-11-22',
      order: 'random',
      breakdown: 'user_id',
      compare: 'next',
      rows: '5',
    };
    expect(readFunnelsSearch(odd)).toEqual({});
    expect(readFunnelsSearch({ order: 'ordered' })).toEqual({});
  });

  it('takes a range only where the API would', () => {
    expect(readFunnelsSearch({ from: '2026-01-01', to: '2026-11-22' })).toEqual({});
    expect(readFunnelsSearch({ from: '2026-08-23', to: '2026-11-22' })).toEqual({
      from: '2026-08-23',
      to: '2026-11-22',
    });
  });

  it('is a funnel from two steps to twelve, of which one may come twice', () => {
    expect(readFunnelsSearch({ steps: 'm_page_view' })).toEqual({});
    expect(readFunnelsSearch({ steps: ['m_page_view', '<b>', 'kim@example.com'] })).toEqual({});
    expect(readFunnelsSearch({ steps: ['m_page_view', 'm_page_view'] }).steps).toEqual(['m_page_view', 'm_page_view']);
    const many = Array.from({ length: 20 }, () => 'm_page_view');
    expect(readFunnelsSearch({ steps: many }).steps).toHaveLength(MOST_STEPS);
  });

  it.each(['-1', '1.5', '01', '1e3', '', '630720001', ['1', 'x']])('takes no window of %j seconds', (seconds) => {
    expect(readFunnelsSearch({ window_seconds: seconds })).toEqual({});
  });

  it('knows the window that is none', () => {
    expect(readFunnelsSearch({ window_seconds: '0' })).toEqual({ window_seconds: '0' });
  });

  it('opens a drop-off only between two steps', () => {
    expect(readFunnelsSearch({ steps: STEPS, reached: '2' }).reached).toBe('2');
    expect(readFunnelsSearch({ steps: STEPS, reached: '3' }).reached).toBeUndefined();
    expect(readFunnelsSearch({ steps: STEPS, reached: '0' }).reached).toBeUndefined();
    expect(readFunnelsSearch({ reached: '11' }).reached).toBe('11');
    expect(readFunnelsSearch({ reached: '12' }).reached).toBeUndefined();
  });
});
