export { type CookieOptions, isTrackingToken, saveTrackingToCookie, trackingCookieHeader } from './cookie.js';
export { extractTrackingFromRequest, type ExtractOptions, hasEvidence, type Tracking } from './extract.js';
export { COOKIE_NAME, UTM_NAMES } from './names.js';
export { type Decision, type Registration, TrackingClient, type Visit } from './service.js';
