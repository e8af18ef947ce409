/** The service's words for why it refuses an event, so that they can be said in other languages. */

const WORDS = {
  requiredOr: /^required for (?<type>\S+) \(or (?<others>.+)\)$/,
  requiredFor: /^required for (?<type>\S+)$/,
  required: /^required$/,
  unknownField: /^unknown field(: put it into payload)?$/,
  text: /^must be text$/,
  empty: /^must not be empty$/,
  tooLong: /^must have at most (?<most>\d+) characters$/,
  outcome: /^must be true, false or null$/,
  object: /^must be (a JSON|an) object$/,
  oneOf: /^must be one of (?<values>.+)$/,
  shape: /^has the wrong shape$/,
  more: /^and (?<number>\d+) more$/,
  serverSets: /^is set by the server: send the sender's time as occurred_at$/,
  control: /^must hold no control characters$/,
  address: /^holds an e-mail address: send it as email$/,
  visibleAscii: /^must be 1 to (?<most>\d+) visible ASCII characters$/,
  unknownType: /^is no event type of the dictionary/,
  oneAddress: /^must be one e-mail address/,
  fingerprint: /^must be fp_ and 32 lower-case hex digits$/,
  time: /^must be an RFC 3339 time with an offset/,
  future: /^must not be in the future$/,
  tooOld: /^its day must lie wholly within RETENTION_DAYS$/,
  scrubbed: /^was scrubbed here, and is no identifier any more/,
  anothers: /^is the id of another event$/,
} as const;

export type RefusalWord = keyof typeof WORDS;
const NOTHING_NAMED = { type: '', others: '', most: '', values: '', number: '' };
/** `values`: what the words name: types, fields, numbers. */
export type Refusal = { word: RefusalWord; values: typeof NOTHING_NAMED };

/** Null for words that this page does not know: a newer service's. */
export function readRefusal(reason: string): Refusal | null {
  for (const [word, shape] of Object.entries(WORDS)) {
    const found = shape.exec(reason);
    if (found) return { word: word as RefusalWord, values: { ...NOTHING_NAMED, ...found.groups } };
  }
  return null;
}
