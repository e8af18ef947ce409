import { describe, expect, it } from 'vitest';
import { sentText, sentType } from './sent_text';

describe('what was sent', () => {
  it('is JSON to read, in which nothing hides or turns around what stands beside it', () => {
    const event = { event_type: 'm_otp_send', payload: { note: 'a\u202eb\u200bc', script: '<script>' } };
    const text = sentText(event);
    expect(text).toContain('"a\\u202eb\\u200bc"');
    expect(text).toContain('<script>');
    expect(JSON.parse(text)).toEqual(event);
  });

  it.each([[null], [5], ['m_otp_send'], [{ event_type: 5 }], [{}], [['m_otp_send']]])('%j names no type', (event) => {
    expect(sentType(event)).toBeNull();
  });

  it('names the type that it says it is of', () => {
    expect(sentType({ event_type: 'm_nothing' })).toBe('m_nothing');
  });
});
