/** Where a browser has sent its request, by the headers, which are anybody's words. */

const ORIGIN = /^https?:\/\/[\w.:[\]-]+$/; // no path, no query, and nobody's name and password

/** Such as `https://example.com`; undefined where these are no scheme and host of a URL. */
export function askedOrigin(scheme: string, host: string): string | undefined {
  const origin = `${scheme}://${host}`;
  return ORIGIN.test(origin) && URL.canParse(origin) ? origin : undefined;
}
