import { describe, expect, it } from 'vitest';
import { readAsked } from './asked';

const FINGERPRINT = `fp_${'0123456789abcdef'.repeat(2)}`;

describe('what is searched for', () => {
  it.each([
    ['trace_8f2c', { kind: 'trace', traceId: 'trace_8f2c' }],
    ['  trace_8f2c\r\n', { kind: 'trace', traceId: 'trace_8f2c' }],
    [`trace_!"#$%&'()*+,-./:;<=>?[\\]^_\`{|}~`, { kind: 'trace', traceId: `trace_!"#$%&'()*+,-./:;<=>?[\\]^_\`{|}~` }],
    [FINGERPRINT, { kind: 'fingerprint', fingerprint: FINGERPRINT }],
    [` ${FINGERPRINT.toUpperCase().replace('FP', 'fp')} `, { kind: 'fingerprint', fingerprint: FINGERPRINT }],
    ['kim@example.com', { kind: 'address', address: 'kim@example.com' }],
    [' \tKim@Example.com\n', { kind: 'address', address: 'Kim@Example.com' }],
    ['mailto:kim@example.com', { kind: 'address', address: 'kim@example.com' }],
    ['MAILTO:kim%2Bshop%40example.com?subject=Your%20order', { kind: 'address', address: 'kim+shop@example.com' }],
    ['Kim Minji <kim@example.com>', { kind: 'address', address: 'kim@example.com' }],
    ['kim@localhost', { kind: 'address', address: 'kim@localhost' }],
    ['kim＠example.com', { kind: 'address', address: 'kim＠example.com' }],
  ])('%j is understood', (text, asked) => {
    expect(readAsked(text)).toEqual(asked);
  });

  it('is never a trace id where an address may stand in it, since that would come to stand in a URL', () => {
    expect(readAsked('trace_kim@example.com')).toEqual({ kind: 'address', address: 'trace_kim@example.com' });
    expect(readAsked('trace_kim%40example.com')).toBeNull();
    expect(readAsked('trace_kim@example.com@example.com')).toBeNull();
  });

  it.each([
    '',
    '   ',
    'trace_',
    'trace 8f2c',
    'trace_8f 2c',
    `trace_${'a'.repeat(123)}`,
    'fp_123',
    `${FINGERPRINT}0`,
    'kim',
    '@example.com',
    'kim@',
    'kim@@example.com',
    'kim@example.com, lee@example.com',
    'call kim@example.com',
    `${'k'.repeat(250)}@example.com`,
    'mailto:',
    'mailto:%E0%A4%A@example.com x',
  ])('%j is none of the three', (text) => {
    expect(readAsked(text)).toBeNull();
  });
});
