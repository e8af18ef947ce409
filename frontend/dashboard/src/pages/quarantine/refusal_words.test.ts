import { describe, expect, it } from 'vitest';
import en from '../../locales/en/quarantine.json';
import { readRefusal } from './refusal_words';

describe('a refusal', () => {
  it.each([
    ['required for m_otp_send', 'requiredFor', { type: 'm_otp_send' }],
    ['required for m_page_view (or trace_id)', 'requiredOr', { type: 'm_page_view', others: 'trace_id' }],
    ['required', 'required', {}],
    ['must have at most 256 characters', 'tooLong', { most: '256' }],
    ['must be one of admin-web, zuplo, cp', 'oneOf', { values: 'admin-web, zuplo, cp' }],
    ['must be one e-mail address: text@text, at most 254 characters', 'oneAddress', {}],
    ['must be a JSON object', 'object', {}],
    ['and 10 more', 'more', { number: '10' }],
  ])('%s', (reason, word, values) => {
    const found = readRefusal(reason);
    expect(found?.word).toBe(word);
    expect(found?.values).toMatchObject(values);
  });

  it('that is new to this page is not taken for another', () => {
    expect(readRefusal('required by somebody')).toBeNull();
    expect(readRefusal('must be text or a number')).toBeNull();
  });

  it('names in its text what it has read', () => {
    expect(Object.values(en.refusal).join(' ')).toContain('{{others}}');
  });
});
