import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../api/client';
import { standingOf } from './standing';

type Snapshot = Schemas['Snapshot'];
const NO_UTM = { utm_source: null, utm_medium: null, utm_campaign: null, utm_term: null, utm_content: null };
const CLAIMS = { ...NO_UTM, cid: 'spring', campaign_id: 'c', captured_at: '2026-11-22T00:00:00Z', expires_at: '' };

function snapshot(
  candidates: Partial<Schemas['Candidates']>,
  failed: Schemas['Source'][] = [],
  credited: Schemas['Source'] | null = null,
): Snapshot {
  return {
    rule_version: 1,
    captured_at: '2026-11-22T00:00:00Z',
    campaign_id: 'c',
    settings: { cookie_trust_window_hours: 24 },
    candidates: { url: null, cookie: null, link: null, returned: false, ...candidates },
    guards: failed.map((source) => ({ source, guard: 'link_known', passed: false, reason: 'link_not_found' })),
    decision: {
      tracked: credited !== null,
      untracked_reason: credited ? null : 'url_missing',
      attribution: credited && { ...NO_UTM, source: credited, cid: null, link_id: null, channel: null },
    },
    landing_url: null,
    referrer: null,
    user_agent: null,
  };
}

const URL_WITH_UTM = { ...NO_UTM, utm_source: 'x', cid: 'nope', link: null };
const COOKIE = { signature_valid: true, claims: CLAIMS, link: null };

describe('what became of a source of evidence', () => {
  it.each([
    ['url', 'credited', snapshot({ url: URL_WITH_UTM }, [], 'url')],
    ['url', 'without-link', snapshot({ url: URL_WITH_UTM }, ['url'], 'url')],
    ['cookie', 'refused', snapshot({ cookie: COOKIE }, ['cookie'])],
    ['cookie', 'passed-over', snapshot({ url: URL_WITH_UTM, cookie: COOKIE }, [], 'url')],
    ['url', 'nothing', snapshot({ url: { ...NO_UTM, cid: null, link: null } })],
    ['cookie', 'nothing', snapshot({ cookie: { ...COOKIE, claims: { ...CLAIMS, cid: null } } })],
    ['link', 'absent', snapshot({})],
  ] as const)('the %s is %s', (source, standing, of) => {
    expect(standingOf(source, of)).toBe(standing);
  });
});
