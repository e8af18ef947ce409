/**
 * For static pages: `<script src="/tracefunnel-links.js" data-links="a.sign-up" defer></script>` hands the page's
 * trace id and evidence on to the links that the selector names. It changes nothing else, and never throws.
 */

import { sanitizeTraceId } from '../traceId.js';
import { readCarried } from './carried.js';
import { decorateLinks } from './links.js';
import { remember } from './memory.js';

function run(options: DOMStringMap): void {
  const read = (query: string) => readCarried(query, sanitize);
  const own = read(location.search);
  const isRemembered = options.remember !== undefined && options.remember !== 'false';
  decorateLinks(options.links ?? '', isRemembered ? remember(own, read) : own);
}

/** Evidence is carried in browsers too that do not know all of the pattern. */
function sanitize(value: string): string | undefined {
  try {
    return sanitizeTraceId(value);
  } catch {
    return undefined;
  }
}

try {
  // Of this very script, which only now can be told from others; an element of a page may be called like the property.
  const script: unknown = document.currentScript;
  run(script instanceof HTMLScriptElement ? script.dataset : {});
} catch {
  console.warn('tracefunnel: data-links is no CSS selector');
}
