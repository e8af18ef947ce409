/** What a request shows about where a visitor came from, in the fields of `/v1/tracking/*`. */

import { sanitizeTraceId, TRACE_HEADER } from '../traceId.js';
import { COOKIE_NAME, UTM_NAMES } from './names.js';

/** Whatever is not there is left out, so that all of it can be sent as it is. */
export interface Tracking {
  /** Scheme, host, path, and of the query `cid` and the five `utm_*` alone. */
  url?: string;
  /** Scheme, host and path. */
  referrer?: string;
  user_agent?: string;
  /** The value of `ef_tracking` alone. */
  cookie?: string;
  /** Of the header `x-trace-id`, else of the page's URL. */
  trace_id?: string;
}

export interface ExtractOptions {
  /**
   * The page that the visitor sees. Absent: of a GET or HEAD the request's own URL; of any other the page of this site
   * that sent it, which its Referer names.
   */
  pageUrl?: string;
}

const MAX_COOKIE_CHARACTERS = 4096;

/** Reads headers and URL only; the body stays unread. */
export function extractTrackingFromRequest(request: Request, options: ExtractOptions = {}): Tracking {
  const referer = parseUrl(request.headers.get('referer'));
  const isPage = request.method === 'GET' || request.method === 'HEAD';
  const page =
    options.pageUrl === undefined
      ? isPage
        ? parseUrl(request.url)
        : sameSite(referer, request)
      : parseUrl(options.pageUrl);
  const referrer = isPage && referer ? referer.origin + referer.pathname : undefined;
  return present({
    url: page && landingUrl(page),
    referrer,
    user_agent: request.headers.get('user-agent') ?? undefined,
    cookie: trackingCookie(request.headers.get('cookie')),
    trace_id: sanitizeTraceId(request.headers.get(TRACE_HEADER)) ?? sanitizeTraceId(page?.searchParams.get('trace_id')),
  });
}

function landingUrl(page: URL): string {
  const kept = new URLSearchParams();
  for (const name of ['cid', ...UTM_NAMES]) {
    const value = page.searchParams.getAll(name).find((one) => one.trim() !== '');
    if (value) kept.set(name, value);
  }
  const query = kept.toString();
  return page.origin + page.pathname + (query && `?${query}`);
}

function trackingCookie(header: string | null): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()];
    if (name === COOKIE_NAME && value && value.length <= MAX_COOKIE_CHARACTERS) return value;
  }
  return undefined;
}

function sameSite(referer: URL | undefined, request: Request): URL | undefined {
  return referer?.origin === parseUrl(request.url)?.origin ? referer : undefined;
}

function parseUrl(text: string | null | undefined): URL | undefined {
  const url = text && URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function present(fields: { [Name in keyof Tracking]: Tracking[Name] | undefined }): Tracking {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Whether a visit's URL carries any: only such visits are recorded. */
export function hasEvidence(tracking: Tracking): boolean {
  return tracking.url?.includes('?') ?? false;
}
