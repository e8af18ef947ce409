/** What goes on behind a response. */

import type { Background } from './options.js';

/** Asks the host to wait for the promise, which must not reject. It goes on as far as the host lets it, asked or not. */
export function holdOpen(background: Background, promise: Promise<unknown>): void {
  try {
    background.waitUntil(promise);
  } catch {
    // Its response is gone already.
  }
}
