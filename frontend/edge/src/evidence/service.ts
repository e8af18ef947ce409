/** Tells the service of visits and registrations. What a page waits for is short; nothing is ever thrown at it. */

import { backoffMs, parseRetryAfter } from '../backoff.js';
import { Service, type ServiceOptions } from '../service.js';
import { pause } from '../time.js';
import { isTrackingToken } from './cookie.js';
import type { Tracking } from './extract.js';

export interface Visit extends Tracking {
  campaign_id?: string;
  /** Absent, and outside of any trace, a visit is a visitor of its own. */
  anonymous_id?: string;
}

export interface Registration extends Tracking {
  /** Yours, and the same at each attempt: a registration is decided once. */
  registration_id: string;
  campaign_id: string;
  /** The link that you know of by yourself, beside the URL's. */
  cid?: string;
  email?: string;
}

/** `untracked_reason`: why there is no attribution; null where there is one. */
export interface Decision {
  registration_id: string;
  tracked: boolean;
  attribution: ({ source: 'url' | 'cookie' | 'link' } & Record<string, string | null>) | null;
  untracked_reason: string | null;
}

const VISIT_MS = 500;
const REGISTRATION_MS = 25_000;
const ATTEMPT_MS = 12_000; // the service answers within 10

export class TrackingClient {
  readonly #service: Service | undefined;

  /** Never throws: without a right URL and secret, every answer is null. */
  constructor(options: ServiceOptions) {
    try {
      this.#service = new Service(options);
    } catch (error) {
      console.warn(`tracefunnel: ${error instanceof Error ? error.message : 'misconfigured'}`);
    }
  }

  /**
   * The token to keep as `ef_tracking`; null where there is nothing to keep, or no answer in time. Ask only where
   * `hasEvidence`: other visits are not recorded. It is tried once: what a page waits for is not worth a second time.
   */
  async visit(visit: Visit, timeoutMs = VISIT_MS): Promise<string | null> {
    try {
      // The service asks for either.
      const visitor = visit.trace_id === undefined ? { anonymous_id: `visit_${crypto.randomUUID()}` } : {};
      const body = JSON.stringify({ ...visitor, ...visit });
      const answer = await this.#service?.post({ path: '/v1/tracking/visits', body, timeoutMs });
      const token = ((await answer?.json()) as { set_cookie?: unknown } | undefined)?.set_cookie;
      return isTrackingToken(token) ? token : null;
    } catch {
      return null;
    }
  }

  /**
   * The decision; null where the service refuses the registration, or did not answer in all this time. It is tried
   * again until then, so hand it to `waitUntil`; and you may call it again with the same `registration_id`.
   */
  async register(registration: Registration, timeoutMs = REGISTRATION_MS): Promise<Decision | null> {
    const service = this.#service;
    if (!service) return null;
    const until = service.now() + timeoutMs;
    let body: string;
    try {
      body = JSON.stringify(registration);
    } catch {
      return null;
    }
    for (let failures = 1; ; failures += 1) {
      let retryAfterMs = 0;
      try {
        const left = until - service.now();
        const answer = await service.post({
          path: '/v1/tracking/registrations',
          body,
          timeoutMs: Math.max(1, Math.min(ATTEMPT_MS, left)),
        });
        const said = (await answer.json()) as Partial<Decision> | null;
        if (answer.ok && typeof said?.tracked === 'boolean') return said as Decision;
        if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return null;
        retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), service.now());
      } catch {
        // No answer: the service may have decided, and says the same again.
      }
      const waitMs = backoffMs(failures, retryAfterMs, Math.random());
      if (service.now() + waitMs >= until) return null;
      await pause(waitMs);
    }
  }
}
