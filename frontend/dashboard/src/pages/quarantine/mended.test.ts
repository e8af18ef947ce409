import { expect, test } from 'vitest';
import { parseMended } from './mended';

test('what is a JSON object is an event to send', () => {
  expect(parseMended(' {"event_type": "m_otp_send"} ')).toEqual({ event_type: 'm_otp_send' });
});

test.each(['', '{', '[]', 'null', '"event"', '5', "{'a': 1}"])('what is none is not sent: %s', (text) => {
  expect(parseMended(text)).toBeNull();
});
