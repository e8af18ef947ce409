/** An event as the service takes it: the fields of the API by their own names, typed by the event dictionary. */

import type { RequiredFields, Source } from './events.gen.js';

export type { Source };

export type EventType = keyof RequiredFields;

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** What any event may carry. Whatever has no field here belongs in `payload`. */
export interface OptionalFields {
  /** Unique within its trace. Made by the client where it is absent, so that a retry never counts twice. */
  event_id?: string | undefined;
  /** Of another shape than `trace_…` it counts as absent, and is not sent. */
  trace_id?: string | undefined;
  anonymous_id?: string | undefined;
  user_id?: string | undefined;
  tenant_id?: string | undefined;
  job_id?: string | undefined;
  campaign_id?: string | undefined;
  /** Never stored: the service keeps a keyed fingerprint. */
  email?: string | undefined;
  email_fingerprint?: string | undefined;
  /** The outcome; absent, that of the event dictionary; null stays null. */
  success?: boolean | null | undefined;
  error_code?: string | undefined;
  /** At most 512 characters are kept, redacted. */
  error_message?: string | undefined;
  source?: Source | undefined;
  /** RFC 3339. Absent, it is the time of `track`. */
  occurred_at?: string | undefined;
  /** At most 2,048 bytes as JSON and 3 levels, redacted. */
  payload?: JsonObject | undefined;
}

/** One event of one type, with what the event dictionary says that it must carry. */
export type EventOf<Type extends EventType> = OptionalFields & RequiredFields[Type] & { event_type: Type };

/** An event of any type. One that lacks an identifier its type must carry does not compile. */
export type TracefunnelEvent = { [Type in EventType]: EventOf<Type> }[EventType];
