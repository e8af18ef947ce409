import { readTraceId } from './trace_id';

/** What somebody typed or pasted into the search box. */
export type Asked =
  | { kind: 'trace'; traceId: string }
  | { kind: 'address'; address: string }
  | { kind: 'fingerprint'; fingerprint: string };

const FINGERPRINT = /^fp_[0-9a-f]{32}$/;
const MOST_CHARACTERS = 254;

export function isFingerprint(text: string): boolean {
  return FINGERPRINT.test(text);
}

/** Null where it is none of the three. An address is looked for first, so that none is taken for part of a trace id. */
export function readAsked(text: string): Asked | null {
  const trimmed = text.trim();
  const address = readAddress(trimmed);
  if (address) return { kind: 'address', address };
  if (isFingerprint(trimmed.toLowerCase())) return { kind: 'fingerprint', fingerprint: trimmed.toLowerCase() };
  const traceId = readTraceId(trimmed);
  return traceId ? { kind: 'trace', traceId } : null;
}

/** One `@` with text on both sides, as the API asks; also out of `mailto:kim@example.com` and `Kim <kim@example.com>`. */
function readAddress(text: string): string | null {
  const address = withoutName(withoutScheme(text)).trim();
  const folded = address.normalize('NFKC');
  const [local, domain, ...more] = folded.split('@');
  if (!local || !domain || more.length > 0 || folded.length > MOST_CHARACTERS) return null;
  return /[\s\p{Cc}]/u.test(folded) ? null : address;
}

function withoutScheme(text: string): string {
  const linked = /^mailto:([^?]*)/i.exec(text)?.[1];
  if (linked === undefined) return text;
  try {
    return decodeURIComponent(linked);
  } catch {
    return linked; // a stray percent sign
  }
}

function withoutName(text: string): string {
  return /<([^<>]*)>$/.exec(text)?.[1] ?? text;
}
