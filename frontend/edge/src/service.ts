/** The service, as a sender sees it: signed POST requests within a time. */

import { decodeSecret, importSigningKey, signatureHeaders } from './signature.js';

export interface ServiceOptions {
  /** Where the service answers, such as `https://go.example.com`. */
  url: string;
  /** The service's INGEST_SIGNING_SECRET, `whsec_…`; of several, separated by spaces, the first signs. */
  secret: string;
  /** Another `fetch` than the global one, such as that of a service binding. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** The clock, in milliseconds since 1970. */
  now?: (() => number) | undefined;
}

export interface SignedPost {
  path: string;
  body: string;
  timeoutMs: number;
}

export class Service {
  readonly now: () => number;
  readonly #url: string;
  readonly #fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly #secret: Uint8Array<ArrayBuffer>;
  #key: CryptoKey | undefined;

  /** Throws where URL or secret is none. The error quotes neither. */
  constructor(options: ServiceOptions) {
    this.#url = baseUrl(options.url);
    this.#secret = decodeSecret(options.secret);
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.now = options.now ?? (() => Date.now());
  }

  /** Rejects where nothing was answered in time. A redirect is an answer. */
  async post({ path, body, timeoutMs }: SignedPost): Promise<Response> {
    // The key, not a promise of it: a Worker must not wait for what another request has begun.
    this.#key ??= await importSigningKey(this.#secret);
    const signature = await signatureHeaders(this.#key, { id: crypto.randomUUID(), at: this.now(), body });
    return this.#fetch(this.#url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signature },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
    });
  }
}

function baseUrl(text: string): string {
  const problem = 'the url must be http(s)://host, without user, query or fragment';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(problem);
  }
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new Error(problem);
  return url.origin + url.pathname.replace(/\/+$/, '');
}
