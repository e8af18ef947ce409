/** Standard Webhooks (https://www.standardwebhooks.com): how a request to the service is signed. */

const PREFIX = 'whsec_';

/** The bytes of the first of several secrets, which signs. Throws where it is none; the error never quotes it. */
export function decodeSecret(secrets: string): Uint8Array<ArrayBuffer> {
  const secret = secrets.trim().split(' ')[0] ?? '';
  if (!secret.startsWith(PREFIX)) throw new Error(`the secret must begin with ${PREFIX}`);
  let bytes: string;
  try {
    bytes = atob(secret.slice(PREFIX.length));
  } catch {
    bytes = '';
  }
  if (bytes === '') throw new Error(`the secret must be base64 behind ${PREFIX}`);
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}

export function importSigningKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** The three headers of a signed request. `id`: 1 to 120 visible ASCII characters; `at`: milliseconds since 1970. */
export async function signatureHeaders(
  key: CryptoKey,
  request: { id: string; at: number; body: string },
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(request.at / 1000));
  const signed = new TextEncoder().encode(`${request.id}.${timestamp}.${request.body}`);
  const digest = new Uint8Array(await crypto.subtle.sign('HMAC', key, signed));
  return {
    'webhook-id': request.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${btoa(String.fromCharCode(...digest))}`,
  };
}
