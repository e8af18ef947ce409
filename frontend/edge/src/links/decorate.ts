/** The text of a link's `href` with what the page hands on; the text as it was where nothing is to be added. */

import { type Carried, toQuery, TRACE_ID } from './carried.js';

const WITHIN_PAGE = /^[\0- ]*(?:#|$)/;
const EVIDENCE = /^(?:cid$|utm_)/;

/**
 * `base`: what a relative `href` starts from. A link with evidence of its own gets none of the page's, since evidence
 * is never mixed from two sources; so doing it twice changes nothing. What the link has stays as it is written.
 */
export function decorate(href: string, carried: Carried, base: string): string {
  if (WITHIN_PAGE.test(href)) return href;
  let url: URL;
  try {
    url = new URL(href, base);
  } catch {
    return href;
  }
  if (!/^https?:$/.test(url.protocol)) return href;
  const own = Array.from(url.searchParams.keys());
  const isMarked = own.some((name) => EVIDENCE.test(name));
  const query = toQuery(carried.filter(([name]) => (name === TRACE_ID ? !own.includes(name) : !isMarked)));
  if (!query) return href;
  const text = href.replace(/^[\0- ]+|[\0- ]+$/g, ''); // which browsers pass over, but not in the middle
  const path = text.replace(/#.*/s, '');
  const joint = !path.includes('?') ? '?' : /[?&]$/.test(path) ? '' : '&';
  return path + joint + query + text.slice(path.length);
}
