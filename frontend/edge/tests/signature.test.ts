import { expect, test } from 'vitest';
import { decodeSecret, importSigningKey, signatureHeaders } from '../src/signature.js';

test('a request is signed as the Standard Webhooks libraries sign it', async () => {
  const key = await importSigningKey(decodeSecret('whsec_plJ3nmyCDGBKInavdOK15jsl'));
  const body = '{"event_type":"ping","data":{"success":true}}';
  expect(await signatureHeaders(key, { id: 'msg_loFOjxBNrRLzqYUf', at: 1_731_705_121_999, body })).toEqual({
    'webhook-id': 'msg_loFOjxBNrRLzqYUf',
    'webhook-timestamp': '1731705121',
    'webhook-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  });
});

test('of several secrets the first signs', () => {
  expect(decodeSecret('whsec_AAAA whsec_BBBB')).toEqual(decodeSecret('whsec_AAAA'));
});

test.each(['', 'whsec_', 'AAAA', 'whsec_***', 'sk_live_secret'])(
  'what is no secret (%j) is refused without being quoted',
  (secret) => {
    expect(() => decodeSecret(secret)).toThrow(/^the secret must be/);
    expect(() => decodeSecret(secret)).not.toThrow(/live|\*/);
  },
);
