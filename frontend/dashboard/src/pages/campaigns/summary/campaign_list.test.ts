import { describe, expect, it } from 'vitest';
import type { Campaign, CampaignRow } from '../queries';
import { fitsPath, listCampaigns, sortCampaigns } from './campaign_list';

function row(campaign_id: string, tracked: number, untracked: number, rate: string | null): CampaignRow {
  return {
    campaign_id,
    registrations: tracked + untracked,
    visits: 10,
    clicks: 10,
    conversion_ratio: 0.5,
    tracking_metadata: {
      tracked_count: tracked,
      untracked_count: untracked,
      tracking_success_rate: rate,
      untracked_reason_top: [],
    },
  };
}

function made(campaign_id: string): Campaign {
  const created_at = '2026-11-01T00:00:00.000Z';
  return {
    campaign_id,
    name: `The ${campaign_id}`,
    default_url: 'https://shop.example.com/',
    active: true,
    created_at,
  };
}

const ids = (campaigns: readonly { id: string }[]) => campaigns.map(({ id }) => id);

describe('the list of campaigns', () => {
  it('names those that were made and those that only events name', () => {
    const listed = listCampaigns([row('spring', 9, 1, '90.0%'), row('unheard-of', 0, 2, '0.0%')], [made('spring')]);
    expect(listed.map(({ name, registered }) => [name, registered !== null])).toEqual([
      ['The spring', true],
      ['unheard-of', false],
    ]);
  });

  it('ends with those that were made and had no events, whose counts are zero', () => {
    const listed = listCampaigns([row('spring', 9, 1, '90.0%')], [made('quiet'), made('spring')]);
    expect(ids(listed)).toEqual(['spring', 'quiet']);
    expect(listed[1]?.figures).toMatchObject({ registrations: 0, conversion_ratio: null });
  });

  it('claims no zero of a campaign that a list cut short may have left out', () => {
    const rows = Array.from({ length: 200 }, (_, index) => row(`c${index}`, 1, 0, '100.0%'));
    expect(listCampaigns(rows, [made('small')]).at(-1)).toMatchObject({ id: 'small', figures: null });
  });
});

describe('sorting campaigns', () => {
  const listed = listCampaigns(
    [row('a', 9, 1, '90.0%'), row('b', 1, 4, '20.0%'), row('none', 0, 0, null)],
    [made('quiet')],
  );

  it('keeps the order of the API unless asked', () => {
    expect(ids(sortCampaigns(listed, undefined))).toEqual(['a', 'b', 'none', 'quiet']);
  });

  it('puts the worst rate first, and those without one last', () => {
    expect(ids(sortCampaigns(listed, 'rate'))).toEqual(['b', 'a', 'none', 'quiet']);
  });

  it('puts the most untracked first', () => {
    expect(ids(sortCampaigns(listed, 'untracked'))).toEqual(['b', 'a', 'none', 'quiet']);
  });
});

describe('an id that only events name', () => {
  it.each([
    ['spring-mail_2.a~b', true],
    ['..', false],
    ['a/b', false],
    ['<script>', false],
    ['', false],
    ['봄', false],
  ])('%j fits into a path: %j', (id, fits) => {
    expect(fitsPath(id)).toBe(fits);
  });
});
