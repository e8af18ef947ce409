/** What the relay takes of an event that a page sends: what is named for its type, in its right shape. */

import type { EventType, JsonObject, OptionalFields } from '../events.js';
import { sanitizeTraceId } from '../traceId.js';

/** What a page may be let to say beside `payload`, trace, time and event id. */
export type PageField = keyof typeof SHAPES;

export interface PageFields {
  /** Keys of `payload` whose texts, numbers, true and false are taken. */
  payload?: readonly string[] | undefined;
  /** A page can say whatever it likes: name only what you would believe. */
  fields?: readonly PageField[] | undefined;
}

/** The types that pages may send, each with what is taken of it. */
export type PageTypes = Readonly<Partial<Record<EventType, PageFields>>>;

/** As the relay took it; what its type must carry may be missing. */
export type PageEvent = OptionalFields & { event_type: EventType; event_id: string };

/** What the server knows and the page does not. Each field wins over the page's, undefined too. null: refuse it. */
export type Enrich = (
  request: Request,
  event: Readonly<PageEvent>,
) => OptionalFields | null | undefined | Promise<OptionalFields | null | undefined>;

const SHAPES = {
  anonymous_id: isLine,
  user_id: isLine,
  tenant_id: isLine,
  job_id: isLine,
  campaign_id: isLine,
  email: isLine,
  error_code: isLine,
  error_message: isText,
  success: (value: unknown): boolean => typeof value === 'boolean' || value === null, // null is an outcome too
};
const EVENT_ID = /^[\w.-]{1,64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const TEXT_CHARACTERS = 512;

/** undefined: refused, for a type that is not named, or something that is named and of another shape. */
export function takePageEvent(
  sent: unknown,
  types: ReadonlyMap<string, PageFields>,
  traceHeader: string | null,
): PageEvent | undefined {
  const type = own(sent, 'event_type');
  const taken = typeof type === 'string' ? types.get(type) : undefined;
  if (!taken) return undefined;
  const fields = take(sent, taken.fields ?? [], (value, name) => SHAPES[name](value));
  const payload = take(own(sent, 'payload'), taken.payload ?? [], isScalar);
  if (!fields || !payload) return undefined;
  return {
    ...fields,
    event_type: type as EventType,
    event_id: pageEventId(own(sent, 'event_id')),
    trace_id: sanitizeTraceId(own(sent, 'trace_id')) ?? sanitizeTraceId(traceHeader),
    occurred_at: time(own(sent, 'occurred_at')),
    ...(Object.keys(payload).length > 0 && { payload: payload as JsonObject }),
  };
}

/** What the server adds wins, key by key in `payload`. */
export function enrich(event: PageEvent, known: OptionalFields): PageEvent {
  const payload = known.payload ? { ...event.payload, ...known.payload } : event.payload;
  const { event_type, event_id } = event;
  return { ...event, ...known, event_type, event_id: known.event_id ?? event_id, payload };
}

/** The named values that are there, null and undefined left out; undefined where one is not as it should be. */
function take<Name extends string>(
  from: unknown,
  names: readonly Name[],
  isRight: (value: unknown, name: Name) => boolean,
): Record<string, unknown> | undefined {
  const there = names.map((name) => [name, own(from, name)] as const).filter(([name, value]) => isThere(name, value));
  return there.every(([name, value]) => isRight(value, name)) ? Object.fromEntries(there) : undefined;
}

function isThere(name: string, value: unknown): boolean {
  return value !== undefined && (value !== null || name === 'success');
}

/** A page's ids are a kind of their own: a page can repeat its own event, and take no other sender's id away. */
function pageEventId(value: unknown): string {
  return `page_${typeof value === 'string' && EVENT_ID.test(value) ? value : crypto.randomUUID()}`;
}

function time(value: unknown): string | undefined {
  const ms = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function isScalar(value: unknown): boolean {
  return isText(value) || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** The service refuses a whole request for half a surrogate pair: it must not reach a batch of other events. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= TEXT_CHARACTERS && !/\p{Surrogate}/u.test(value);
}

function isLine(value: unknown): boolean {
  return isText(value) && !/\p{Control}/u.test(value as string);
}

/** Never what an object inherits. */
function own(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Record<string, unknown>)[name]
    : undefined;
}
