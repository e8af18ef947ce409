/** What evidence is called in a URL. The service reads these and no others. */

export const UTM_NAMES = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] as const;

export const COOKIE_NAME = 'ef_tracking';
