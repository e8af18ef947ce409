/** The cookie in which a visitor's evidence is kept until the registration. The service makes and signs its value. */

import { COOKIE_NAME } from './names.js';
import { keepPrivate } from './privateCache.js';

export interface CookieOptions {
  /** The service's COOKIE_DOMAIN, if there is one: the domain that short links and pages share. */
  domain?: string | undefined;
}

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/; // a JWT; nothing that could end a header or begin an attribute
const DOMAIN = /^\.?[a-z0-9.-]+$/i;
const LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/**
 * The response with the cookie. `token`: the `set_cookie` of a visit's answer; without one, or with one of another
 * shape, the response is given back as it is. The body is handed on unread. With the cookie it is private: no cache that
 * others share may keep it.
 */
export function saveTrackingToCookie(
  response: Response,
  token: string | null | undefined,
  options: CookieOptions = {},
): Response {
  if (!token || !TOKEN.test(token) || response.status === 101) return response;
  const saved = new Response(response.body, response); // those of a fetch cannot be changed
  saved.headers.append('set-cookie', trackingCookieHeader(token, options));
  keepPrivate(saved.headers);
  return saved;
}

/**
 * For hosts without a Response: the value of `Set-Cookie`, beside which `Cache-Control: private` belongs. `token`: as
 * `isTrackingToken` takes it.
 */
export function trackingCookieHeader(token: string, { domain }: CookieOptions = {}): string {
  const scope = domain && DOMAIN.test(domain) ? `; Domain=${domain}` : '';
  return `${COOKIE_NAME}=${token}; Path=/; Max-Age=${String(LIFETIME_SECONDS)}${scope}; HttpOnly; Secure; SameSite=Lax`;
}

export function isTrackingToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}
