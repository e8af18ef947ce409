/**
 * Zuplo: an inbound policy that guards `x-trace-id` and sends how signing in went. There is no outbound one: Zuplo runs
 * those for 2xx alone, and would not show it the sign-ins that fail. Its hooks show every response.
 *
 * The types are written after Zuplo's documentation, since only its customers may use `@zuplo/runtime`.
 */

import type { ClientOptions } from '../client.js';
import { ClientsByKey } from './clients.js';
import { matchesPath } from './pathPattern.js';
import { type TraceOptions, traceRequest, withTrace } from './requestContext.js';
import { beginVisit } from './visit.js';
import { type GatewayRequest, type OutcomeRule, watchOutcome } from './zuploOutcomes.js';

export type { Fields, OutcomeType } from './zuploEvents.js';
export type { OutcomeRule } from './zuploOutcomes.js';

/** `handler.options` in config/policies.json. */
export interface ZuploOptions extends ClientOptions, TraceOptions {
  /** The requests that begin and end a sign-in. */
  outcomes?: readonly OutcomeRule[];
  /** The pages behind the gateway whose visits are recorded, where their URL carries evidence. `path`: as of outcomes. */
  campaigns?: readonly { path: string; campaign_id: string }[];
  /** The service's COOKIE_DOMAIN, if there is one. */
  cookieDomain?: string;
}

/** A ZuploContext, as far as the policy needs it. */
export interface GatewayContext {
  custom: Record<string, unknown>;
  waitUntil(promise: Promise<unknown>): void;
  addResponseSendingHook(hook: (response: Response) => Response | Promise<Response>): void;
  addResponseSendingFinalHook(hook: (response: Response, latest: GatewayRequest) => void): void;
}

/** For all policies and requests of an isolate: one pair for a service and a secret. */
const known = new ClientsByKey();

/**
 * The request with `x-trace-id` in its right shape or not at all: itself where it is so already, else a copy of its own
 * class. The id is `context.custom.traceId` too, for log lines. Never throws, and waits for nothing.
 */
export function inboundPolicy<Incoming extends GatewayRequest>(
  request: Incoming,
  context: GatewayContext,
  given?: ZuploOptions | null,
): Promise<Incoming> {
  const options = given ?? { url: '', secret: '' };
  const { headers, tracking } = traceRequest(request, options);
  const traceId = tracking.trace_id;
  attempt(() => {
    if (traceId !== undefined) context.custom.traceId = traceId;
  });
  attempt(() => {
    const { outcomes, campaigns } = options;
    if (!outcomes && !campaigns) return;
    const clients = known.get(JSON.stringify([options.url, options.secret]), { source: 'zuplo', ...options });
    if (outcomes) {
      const tell = watchOutcome(request, { rules: outcomes, client: clients.events, background: context, traceId });
      if (tell) context.addResponseSendingFinalHook((response, latest) => attempt(() => tell(response, latest)));
    }
    if (campaigns) {
      const { pathname } = new URL(request.url);
      const campaign = campaigns.find(({ path }) => matchesPath(path, pathname))?.campaign_id;
      const cookie = { domain: options.cookieDomain };
      const visit = { request, tracking, background: context };
      context.addResponseSendingHook(beginVisit(clients.tracking, visit, { campaign: () => campaign, cookie }));
    }
  });
  return Promise.resolve(withTrace(request, headers));
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The request goes on whatever becomes of its events.
  }
}
