import { ApiError } from '../../../api/errors';
import type en from '../../../locales/en/campaigns.json';

export type RefusalKey = keyof (typeof en)['refusal'];

/** The service's own words, which are in English, and what they are called in the catalogues. */
export const KNOWN_REFUSALS: readonly (readonly [string, RefusalKey])[] = [
  ['required', 'required'],
  ['must not be empty', 'required'],
  ['must be 1 to 128 of A-Z a-z 0-9 . _ ~ -, and neither summary nor dots alone', 'campaignId'],
  ['must be 3 to 64 of A-Z a-z 0-9 _ -', 'cid'],
  ['looks like a card number or another secret: choose another one', 'secret'],
  ['must hold no control characters', 'controlCharacters'],
  ['must hold no e-mail address', 'address'],
  ['must have at most 256 characters', 'tooLong'],
  ['must have at most 200 characters, no control characters, no e-mail address and no secret', 'utm'],
  [
    'must be an http(s) URL of at most 2048 visible ASCII characters, its host a plain name, without user or backslash',
    'url',
  ],
  ['leads to a host that is not among LINK_ALLOWED_HOSTS', 'host'],
  ['taken: choose another cid, or let one be made', 'cidTaken'],
  ['taken: change that campaign, or choose another id', 'campaignTaken'],
  ['not active: activate the campaign, or choose another one', 'campaignInactive'],
  ['unknown: create the campaign first', 'campaignUnknown'],
];

export function refusalKey(words: string): RefusalKey | null {
  return KNOWN_REFUSALS.find(([said]) => said === words)?.[1] ?? null;
}

/** `byField`: the service's words; `other`: the error itself, where it is about more than these fields, or none. */
export type Refusals = { byField: ReadonlyMap<string, string>; other: unknown };

/** Which field each refusal belongs to; what belongs to no field of the form is said of the form as a whole. */
export function sortRefusals(error: unknown, fields: readonly string[]): Refusals {
  const details = error instanceof ApiError ? error.details : [];
  const byField = new Map<string, string>();
  for (const { field, reason } of details) {
    if (fields.includes(field) && !byField.has(field)) byField.set(field, reason);
  }
  const told = details.length > 0 && details.every(({ field }) => fields.includes(field));
  return { byField, other: told ? null : error };
}
