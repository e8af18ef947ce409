import { beforeAll, describe, expect, it, vi } from 'vitest';
import { behind } from './behind';
import type { AlarmCause } from './queries';

const PAGE = 'https://funnel.example.com/cp/auth-commerce-funnel/events';
const WINDOW = 'from=2026-11-22T09%3A00%3A00.000Z&to=2026-11-22T10%3A00%3A00.001Z';
const DRIFT: AlarmCause = {
  kind: 'drift',
  code: null,
  count: null,
  of: null,
  campaigns: [],
  since: null,
  day: '2026-11-21',
};

describe('one step from an alarm', () => {
  beforeAll(() => vi.stubGlobal('location', { origin: 'http://127.0.0.1:8000' }));

  it('leads to exactly the events that its link names, on this page, whatever the origin of the link', () => {
    const link = `${PAGE}?${WINDOW}&campaign_id=spring&type=m_registration&success=false`;
    expect(behind({ id: 'campaign-untracked', link, cause: null })).toEqual({
      to: '/events',
      search: {
        from: '2026-11-22T09:00:00.000Z',
        to: '2026-11-22T10:00:00.001Z',
        campaign_id: 'spring',
        type: ['m_registration'],
        success: 'false',
      },
      what: 'events',
    });
  });

  it('leads to the events that would be behind it, where there are none', () => {
    const found = behind({ id: 'login-failure-rate', link: `${PAGE}?type=m_auth_login_fail`, cause: null });
    expect(found).toEqual({ to: '/events', search: { type: ['m_auth_login_fail'] }, what: 'kind' });
  });

  it('leads nowhere before it was judged', () => {
    expect(behind({ id: 'login-failure-rate', link: PAGE, cause: null })).toBeNull();
  });

  it('of silence leads to the last events, whatever the window', () => {
    const found = behind({ id: 'ingest-silent', link: `${PAGE}?${WINDOW}`, cause: null });
    expect(found).toEqual({ to: '/events', search: {}, what: 'latest' });
  });

  it('of a miscounted day leads to its numbers', () => {
    const found = behind({ id: 'rollup-drift', link: PAGE, cause: DRIFT });
    expect(found).toEqual({ to: '/', search: { from: '2026-11-21', to: '2026-11-21' }, what: 'day' });
  });
});
