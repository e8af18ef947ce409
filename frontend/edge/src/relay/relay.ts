/** Takes events of pages, which cannot sign, and has the client send those that the app's own server allows. */

import type { Background, TracefunnelClient } from '../client.js';
import type { Source, TracefunnelEvent } from '../events.js';
import { TRACE_HEADER } from '../traceId.js';
import { answerJson, answerRefusal, type Refusal, REFUSALS, tooMany } from './answers.js';
import { readBody } from './body.js';
import { createLimiter, type Limit, type PlatformLimit } from './limit.js';
import { Origins } from './origins.js';
import { enrich, type Enrich, type PageEvent, type PageTypes, takePageEvent } from './pageEvent.js';

export interface RelayOptions {
  client: Pick<TracefunnelClient, 'track' | 'stats'>;
  /** Whatever is not named here is not taken: an event of another type is refused, another field is left out. */
  types: PageTypes;
  limit: Limit | PlatformLimit;
  /** Of what pages send. Absent, it is the client's. */
  source?: Source | undefined;
  /** Whose pages may send, such as `https://app.example.com`. Absent: those of the origin of the request's URL. */
  origins?: readonly string[] | undefined;
  /** An event for which it throws is refused. */
  enrich?: Enrich | undefined;
  /** The clock, in milliseconds since 1970. */
  now?: (() => number) | undefined;
}

/**
 * 202 `{"accepted": 1, "refused": 0}` (taken to be sent, and not) before the service has any of it; else 400, 403, 405,
 * 413, 415, 429 or 500 with `{"Code", "Message"}`. Never rejects. `background`: of a host that may end before.
 */
export type Relay = (request: Request, background?: Background) => Promise<Response>;

const MOST_EVENTS = 10;
const TAKEN_TYPE = /^\s*(application\/json|text\/plain)\s*(;|$)/i;

export function createRelay(options: RelayOptions): Relay {
  const { client, source } = options;
  const types = new Map(Object.entries(options.types));
  const origins = new Origins(options.origins);
  const limiter = createLimiter(options.limit, options.now ?? (() => Date.now()));
  let warned = false;

  async function answer(request: Request, background?: Background): Promise<Response> {
    if (origins.isPreflight(request)) {
      return origins.allow(request) ? origins.preflight() : answerRefusal(REFUSALS.foreign);
    }
    const refusal = refuse(request);
    if (refusal) return answerRefusal(refusal);
    const waitMs = await limiter(request);
    if (waitMs > 0) return answerRefusal(tooMany(waitMs));
    const body = await readBody(request);
    const sent = typeof body === 'string' ? parseEvents(body) : body;
    if (!Array.isArray(sent)) return answerRefusal(sent);
    const events = await Promise.all(sent.map((one) => takeEvent(one, request)));
    const accepted = events.filter((event) => event && tracked(event, background)).length;
    return answerJson(202, { accepted, refused: sent.length - accepted });
  }

  function refuse(request: Request): Refusal | undefined {
    if (request.method !== 'POST') return REFUSALS.method;
    if (!origins.allow(request)) return REFUSALS.foreign;
    const type = request.headers.get('content-type') ?? '';
    return TAKEN_TYPE.test(type) && !request.headers.has('content-encoding') ? undefined : REFUSALS.mediaType;
  }

  async function takeEvent(sent: unknown, request: Request): Promise<PageEvent | undefined> {
    const event = takePageEvent(sent, types, request.headers.get(TRACE_HEADER));
    if (!event || !options.enrich) return event;
    try {
      const known = await options.enrich(request, event);
      return known === null ? undefined : enrich(event, known ?? {});
    } catch {
      if (!warned) console.warn('tracefunnel: the enrich function of the relay throws; its events are refused');
      warned = true;
      return undefined;
    }
  }

  /** Whether the client took it: one whose queue is full does not. What its type must carry, the service looks after. */
  function tracked(event: PageEvent, background?: Background): boolean {
    const { dropped } = client.stats;
    client.track({ ...event, source: event.source ?? source } as TracefunnelEvent, background);
    return client.stats.dropped === dropped;
  }

  return async (request, background) => {
    let response: Response;
    try {
      response = await answer(request, background);
    } catch {
      response = answerRefusal(REFUSALS.internal);
    }
    origins.open(response, request);
    return response;
  };
}

function parseEvents(text: string): unknown[] | Refusal {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return REFUSALS.malformed;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return REFUSALS.malformed;
  if (!Object.hasOwn(body, 'events')) return [body];
  const { events, ...beside } = body as { events: unknown };
  const isList = Array.isArray(events) && events.length >= 1 && events.length <= MOST_EVENTS;
  return isList && Object.keys(beside).length === 0 ? (events as unknown[]) : REFUSALS.malformed;
}
