import { describe, expect, it } from 'vitest';
import { countReasons, withReason } from './reasons';

const EMAIL = { field: 'email', reason: 'required for m_otp_send' };
const TEXT = { field: 'user_id', reason: 'must be text' };
const MORE = { field: 'event', reason: 'and 10 more' };
const ITEMS = [
  { reasons: [EMAIL], times: 3 },
  { reasons: [TEXT, EMAIL, MORE], times: 4 },
  { reasons: [TEXT, TEXT], times: 9 },
];

describe('the reasons of what is loaded', () => {
  it('are counted by how often they came, each once an item, the most frequent first', () => {
    expect(countReasons(ITEMS)).toEqual([
      { key: 'user_id: must be text', reason: TEXT, contents: 2, times: 13 },
      { key: 'email: required for m_otp_send', reason: EMAIL, contents: 2, times: 7 },
    ]);
  });

  it('choose the items that have one; none chooses all', () => {
    expect(withReason(ITEMS, 'email: required for m_otp_send')).toEqual([ITEMS[0], ITEMS[1]]);
    expect(withReason(ITEMS, undefined)).toEqual(ITEMS);
    expect(withReason(ITEMS, 'nothing: like that')).toEqual([]);
  });
});
