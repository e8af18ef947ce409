import { describe, expect, it } from 'vitest';
import { readCampaignsSearch, readHours } from './search';

describe('what stands in the URL of the campaigns', () => {
  it('is read as it was written', () => {
    const written = {
      from: '2026-11-01',
      to: '2026-11-07',
      campaign_id: 'spring',
      tab: 'registrations',
      success: 'false',
      error_code: 'url_missing',
      registration_id: 'reg-1',
    };
    expect(readCampaignsSearch(written)).toEqual(written);
  });

  it('leaves out what the page does not know', () => {
    expect(
      readCampaignsSearch({
        tab: 'secrets',
        sort: 'name',
        view: 'pie',
        success: 'maybe',
        from: '2026-11-01',
        more: '1',
      }),
    ).toEqual({});
  });

  it('takes the last of a parameter that repeats, as the API does', () => {
    expect(readCampaignsSearch({ campaign_id: ['a', 'b'] })).toEqual({ campaign_id: 'b' });
  });

  it.each([
    ['1', 1],
    ['720', 720],
    ['048', 48],
    ['0', null],
    ['721', null],
    ['-3', null],
    ['1.5', null],
    ['', null],
    [undefined, null],
  ])('reads a window of %j hours as %j', (text, hours) => {
    expect(readHours(text)).toBe(hours);
  });
});
