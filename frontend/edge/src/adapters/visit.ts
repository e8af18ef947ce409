/** A visit of a campaign's page: the service is asked while the page is made, and the page hardly waits for it. */

import { holdOpen } from '../background.js';
import type { Background } from '../client.js';
import { type CookieOptions, saveTrackingToCookie } from '../evidence/cookie.js';
import { hasEvidence, type Tracking } from '../evidence/extract.js';
import type { TrackingClient, Visit } from '../evidence/service.js';
import { within } from '../time.js';

export interface VisitOptions<Incoming extends Request = Request> {
  /** Whose page this is, by its campaign_id. Visits of no other pages are recorded. Absent: none are. */
  campaign?: ((request: Incoming) => string | null | undefined) | undefined;
  cookie?: CookieOptions | undefined;
  /** How long after the request's arrival its response may still wait for the cookie (500 ms). */
  cookieWithinMs?: number | undefined;
}

const COOKIE_WITHIN_MS = 500;
const RECORDED_WITHIN_MS = 12_000; // the service answers within 10

/** Begins to record the visit that this request is, if it is one. To be given the response, which it gives back. */
export function beginVisit<Incoming extends Request>(
  service: TrackingClient,
  { request, tracking, background }: { request: Incoming; tracking: Tracking; background: Background },
  options: VisitOptions<Incoming>,
): (response: Response) => Promise<Response> {
  const visit = visitOf(request, tracking, options);
  if (!visit) return (response) => Promise.resolve(response);
  const token = service.visit(visit, RECORDED_WITHIN_MS);
  holdOpen(background, token); // it is recorded, too late for its cookie or not
  const inTime = within(token, options.cookieWithinMs ?? COOKIE_WITHIN_MS, null);
  return async (response) => {
    const cookie = await inTime;
    try {
      return saveTrackingToCookie(response, cookie, options.cookie);
    } catch {
      return response; // one that cannot be made again, such as that of an error
    }
  };
}

function visitOf<Incoming extends Request>(
  request: Incoming,
  tracking: Tracking,
  { campaign }: VisitOptions<Incoming>,
): Visit | undefined {
  const purpose = request.headers.get('sec-purpose') ?? request.headers.get('purpose');
  if (request.method !== 'GET' || purpose?.includes('prefetch') || !hasEvidence(tracking)) return undefined;
  try {
    const campaignId = campaign?.(request);
    if (!campaignId) return undefined;
    return { ...tracking, campaign_id: campaignId };
  } catch {
    return undefined;
  }
}
