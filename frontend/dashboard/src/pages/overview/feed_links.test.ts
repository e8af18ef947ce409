import { describe, expect, it } from 'vitest';
import {
  COLLECTIVE,
  feedOfColumn,
  feedOfError,
  feedOfEvents,
  feedOfReason,
  feedOfRegistrations,
  feedOfSource,
} from './feed_links';

const days = { from: '2026-11-01', to: '2026-11-22' };
const hour = { from: '2026-11-22T04:00:00.000Z', to: '2026-11-22T05:00:00.000Z' };

describe('a number leads to the feed of exactly its events', () => {
  it('of a KPI: its types and outcomes', () => {
    expect(feedOfEvents({ type: ['m_page_view', 'm_link_click'], success: null }, days)).toEqual({
      ...days,
      type: ['m_page_view', 'm_link_click'],
    });
    expect(feedOfEvents({ type: ['m_registration'], success: 'true,false' }, hour)).toEqual({
      ...hour,
      type: ['m_registration'],
      success: 'true,false',
    });
  });

  it('of what counts no events: nowhere', () => {
    expect(feedOfEvents(null, days)).toBeNull();
    expect(feedOfColumn([{ events: null }], hour)).toBeNull();
  });

  it('of an hour: all that is drawn there, each type once', () => {
    const drawn = [
      { events: { type: ['m_page_view' as const], success: null } },
      { events: { type: ['m_page_view' as const, 'm_link_click' as const], success: null } },
    ];
    expect(feedOfColumn(drawn, hour)).toEqual({ ...hour, type: ['m_page_view', 'm_link_click'] });
  });

  it('of an error code, a source, a reason, an outcome', () => {
    expect(feedOfError({ event_type: 'm_auth_login_fail', error_code: 'otp_expired' }, days)).toEqual({
      ...days,
      type: ['m_auth_login_fail'],
      error_code: 'otp_expired',
    });
    expect(feedOfSource('zuplo', days)).toEqual({ ...days, source: 'zuplo' });
    expect(feedOfReason('url_missing', days)).toMatchObject({ success: 'false', error_code: 'url_missing' });
    expect(feedOfRegistrations(true, days)).toEqual({ ...days, type: ['m_registration'], success: 'true' });
  });

  it('of a code just as its sender wrote it', () => {
    for (const error_code of [' spaced ', 'x@', 'a&b=c#d', '<b>']) {
      expect(feedOfError({ event_type: 'm_auth_login_fail', error_code }, days)).toMatchObject({ error_code });
    }
  });

  it('of a row that stands for all the rest: nowhere', () => {
    expect(feedOfError({ event_type: 'm_auth_login_fail', error_code: COLLECTIVE }, days)).toBeNull();
    expect(feedOfReason(COLLECTIVE, days)).toBeNull();
    expect(feedOfSource(COLLECTIVE, days)).toBeNull();
  });
});
