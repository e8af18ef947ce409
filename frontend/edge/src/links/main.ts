/**
 * For static pages: `<script src="/tracefunnel-links.js" data-links="a.sign-up" defer></script>` hands the page's
 * trace id and evidence on to the links that the selector names. It changes nothing else, and never throws.
 */

import { readCarried } from './carried.js';
import { decorateLinks } from './links.js';
import { remember } from './memory.js';

async function run(options: DOMStringMap): Promise<void> {
  // By itself, since its pattern throws in browsers without lookbehind (Safari before 16.4): evidence is carried there.
  const { sanitizeTraceId } = await import('../traceId.js').catch(() => ({ sanitizeTraceId: () => undefined }));
  const read = (query: string) => readCarried(query, sanitizeTraceId);
  const own = read(location.search);
  const isRemembered = options.remember !== undefined && options.remember !== 'false';
  const carried = isRemembered ? remember(own, read) : own;
  decorateLinks(options.links ?? '', carried);
}

// Of this very script, which only now can be told from others.
run(document.currentScript?.dataset ?? {}).catch(() => {
  console.warn('tracefunnel: data-links is no CSS selector');
});
