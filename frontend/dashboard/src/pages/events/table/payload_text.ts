/** Characters that nobody sees, some of which turn the order of others around. */
const UNSEEN = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** A payload as a person reads it; what is unseen in it is spelled out, as JSON may, and so hides nothing. */
export function payloadText(payload: Record<string, unknown>): string {
  return JSON.stringify(payload, null, 2).replace(
    UNSEEN,
    (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
