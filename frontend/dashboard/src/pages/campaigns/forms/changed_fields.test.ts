import { describe, expect, it } from 'vitest';
import { changedFields, filledFields } from './changed_fields';

describe('what a form sends', () => {
  it('of a change are the fields that were changed, an emptied one among them', () => {
    const before = { name: 'Spring', utm_source: 'mail', utm_medium: '' };
    expect(changedFields(before, { name: 'Spring', utm_source: '', utm_medium: 'x' })).toEqual({
      utm_source: '',
      utm_medium: 'x',
    });
  });

  it('of something new are the fields that say something', () => {
    expect(filledFields({ cid: ' ', campaign_id: 'spring', utm_term: '' })).toEqual({ campaign_id: 'spring' });
  });
});
