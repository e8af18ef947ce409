/** What a tab remembers from page to page, until it is closed. A browser that blocks storage remembers nothing. */

import { type Carried, completeFrom, toQuery } from './carried.js';

const KEY = 'tracefunnel';

/** `read`: sanitises a query. What is kept is one, and is not trusted more than the URL's. */
export function remember(own: Carried, read: (query: string) => Carried): Carried {
  let carried = own;
  try {
    const storage = sessionStorage; // even to name it throws where it is blocked
    carried = completeFrom(read(storage.getItem(KEY) ?? ''), own);
    if (carried.length > 0) storage.setItem(KEY, toQuery(carried));
  } catch {
    // What could not be read or kept is not remembered.
  }
  return carried;
}
