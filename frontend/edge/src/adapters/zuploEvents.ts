/** What a request to sign in and its answer say, as events of the event dictionary. */

import type { EventOf, EventType, TracefunnelEvent } from '../events.js';

/** The types of signing in: those whose identifiers a gateway sees pass. */
export type OutcomeType = Extract<EventType, `m_auth_${string}` | `m_otp_${string}`>;

/** What an event is made of. What was not found is not there. */
export interface Seen {
  occurred_at: string;
  trace_id?: string;
  success?: boolean;
  email?: string;
  user_id?: string;
  tenant_id?: string;
  error_code?: string;
}

/** The bodies, where they are JSON, and whom the gateway has authenticated. */
export interface Places {
  request: unknown;
  response: unknown;
  user: unknown;
}

/** Where the identifiers are: dotted paths that begin with `request`, `response` or `user`; the first that has it. */
export interface Fields {
  email?: string | readonly string[];
  user_id?: string | readonly string[];
  tenant_id?: string | readonly string[];
  error_code?: string | readonly string[];
}

const USUAL: Required<Fields> = {
  email: ['request.email', 'response.email', 'response.user.email'],
  user_id: ['response.user_id', 'response.user.id'],
  tenant_id: ['response.tenant_id', 'response.tenant.id'],
  error_code: ['response.Code', 'response.code', 'response.error.code', 'response.error'],
};

const SHAPES: Record<keyof Fields, (value: unknown) => string | undefined> = {
  email: (value) => text(value, /^[^@]+@[^@]+$/, 254),
  user_id: identifier,
  tenant_id: identifier,
  error_code: (value) => text(value, /^[\w.:-]+$/, 64), // a code, and no sentence, which may name somebody
};

/** Of a failure whose answer names no code, it is `http_<status>`. */
export function findFields(names: readonly (keyof Fields)[], fields: Fields, places: Places): Partial<Seen> {
  const found: Partial<Seen> = {};
  for (const name of names) {
    const paths = fields[name] ?? USUAL[name];
    for (const path of typeof paths === 'string' ? [paths] : paths) {
      const value = SHAPES[name](valueAt(path, places));
      if (value === undefined) continue;
      found[name] = value;
      break;
    }
  }
  return found;
}

function valueAt(path: string, places: Places): unknown {
  let value: unknown = places;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function identifier(value: unknown): string | undefined {
  return text(Number.isSafeInteger(value) ? String(value) : value, /^[^@\p{Cc}]+$/u, 256);
}

function text(value: unknown, shape: RegExp, most: number): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed.length <= most && shape.test(trimmed) ? trimmed : undefined;
}

type Makers = { [Type in OutcomeType]: (seen: Seen) => EventOf<Type> | undefined };

/** Undefined where the type must carry what was not found. The compiler holds each of them to the event dictionary. */
const MAKE: Makers = {
  m_auth_login_start: (seen) =>
    has(seen, 'email') || has(seen, 'user_id') ? { ...seen, event_type: 'm_auth_login_start' } : undefined,
  m_auth_login_success: (seen) => (has(seen, 'email') ? { ...seen, event_type: 'm_auth_login_success' } : undefined),
  m_auth_login_fail: (seen) =>
    has(seen, 'email') && has(seen, 'error_code') ? { ...seen, event_type: 'm_auth_login_fail' } : undefined,
  m_auth_user_upserted: (seen) => (has(seen, 'user_id') ? { ...seen, event_type: 'm_auth_user_upserted' } : undefined),
  m_auth_session_created: (seen) =>
    has(seen, 'user_id') ? { ...seen, event_type: 'm_auth_session_created' } : undefined,
  m_auth_user_tenant_linked: (seen) =>
    has(seen, 'user_id') && has(seen, 'tenant_id') ? { ...seen, event_type: 'm_auth_user_tenant_linked' } : undefined,
  m_auth_get_user: (seen) =>
    has(seen, 'trace_id') && has(seen, 'user_id') ? { ...seen, event_type: 'm_auth_get_user' } : undefined,
  m_otp_send: (seen) => (has(seen, 'email') ? { ...seen, event_type: 'm_otp_send' } : undefined),
  m_otp_send_result: (seen) =>
    has(seen, 'email') && has(seen, 'success') ? { ...seen, event_type: 'm_otp_send_result' } : undefined,
};

export function isOutcomeType(type: unknown): type is OutcomeType {
  return typeof type === 'string' && Object.hasOwn(MAKE, type);
}

export function makeEvent(type: OutcomeType, seen: Seen): TracefunnelEvent | undefined {
  return MAKE[type](seen);
}

function has<Name extends keyof Seen>(seen: Seen, name: Name): seen is Seen & Required<Pick<Seen, Name>> {
  return seen[name] !== undefined;
}
