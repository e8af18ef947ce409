/** The body of a page's request, read no further than its bounds, whatever Content-Length says. */

import { type Refusal, REFUSALS } from './answers.js';

const MOST_BYTES = 8_192;
const LONGEST_MS = 10_000;

/** Its text, or why there is none. */
export async function readBody(request: Request): Promise<string | Refusal> {
  const reader = request.body?.getReader();
  if (!reader) return REFUSALS.malformed;
  const late = new AbortController(); // whoever sends byte by byte is not waited for
  const timer = setTimeout(() => {
    late.abort();
    void reader.cancel().catch(ignore); // ends the read that is pending
  }, LONGEST_MS);
  try {
    const bytes = await readAtMost(reader, MOST_BYTES);
    if (!bytes) return REFUSALS.tooLarge;
    if (late.signal.aborted) return REFUSALS.malformed;
    // A byte-order mark is kept, and is no JSON: the service takes none either.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return REFUSALS.malformed; // no UTF-8, or the page went away
  } finally {
    clearTimeout(timer);
  }
}

async function readAtMost(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  most: number,
): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(most);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    if (length + value.length > most) {
      void reader.cancel().catch(ignore);
      return undefined;
    }
    bytes.set(value, length);
    length += value.length;
  }
}

function ignore(): void {
  // The body is given up either way.
}
