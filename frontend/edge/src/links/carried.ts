/** What a page hands on to its links: the trace id of its URL, and the evidence there. */

import { UTM_NAMES } from '../evidence/names.js';

/** Names and values as they stand in a query; each name once, `trace_id` first. */
export type Carried = readonly [name: string, value: string][];

export const TRACE_ID = 'trace_id';

const CID = /^[A-Za-z0-9_-]{3,64}$/;
const CONTROL = /[\0-\x1f\x7f-\x9f]/;
// Coarser than the service's rule: whatever that takes for an address, this does too.
const ADDRESS = /[^ ](?:[@\uff20\ufe6b]|%(?:25)*40)+[^ ]/;
const MAX_UTM_CHARACTERS = 200;

type Sanitize = (value: string) => string | undefined;

/** Of repeated parameters the first usable value counts, as in the service. `query`: with or without its `?`. */
export function readCarried(query: string, sanitizeTraceId: Sanitize): Carried {
  const given = new URLSearchParams(query);
  const carried: [string, string][] = [];
  const take = (name: string, sanitize: Sanitize): void => {
    const value = given.getAll(name).map(sanitize).find(Boolean);
    if (value) carried.push([name, value]);
  };
  take(TRACE_ID, sanitizeTraceId);
  take('cid', sanitizeCid);
  for (const name of UTM_NAMES) take(name, sanitizeUtm);
  return carried;
}

/** The page's own, completed by what an earlier page left: its trace id, and its evidence, each as a whole. */
export function completeFrom(earlier: Carried, own: Carried): Carried {
  const isTrace = ([name]: Carried[number]): boolean => name === TRACE_ID;
  const isEvidence = (field: Carried[number]): boolean => !isTrace(field);
  return [
    ...(own.some(isTrace) ? own : earlier).filter(isTrace),
    ...(own.some(isEvidence) ? own : earlier).filter(isEvidence),
  ];
}

export function toQuery(carried: Carried): string {
  return new URLSearchParams([...carried]).toString();
}

function sanitizeCid(value: string): string | undefined {
  const trimmed = value.trim();
  return CID.test(trimmed) ? trimmed : undefined;
}

function sanitizeUtm(value: string): string | undefined {
  if (CONTROL.test(value) || ADDRESS.test(value)) return undefined; // before the cut, which could leave a part of one
  return Array.from(value.trim()).slice(0, MAX_UTM_CHARACTERS).join('').trim();
}
