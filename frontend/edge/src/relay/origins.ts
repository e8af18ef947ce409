/** Which pages may send: those of the request's own origin, or of the origins that are named. */

const PREFLIGHT_SECONDS = 86_400;

export class Origins {
  readonly #named: ReadonlySet<string> | undefined;

  /** `named`: such as `https://app.example.com`; one that is no http(s) origin allows nothing. */
  constructor(named: readonly string[] | undefined) {
    this.#named = named && new Set(named.map(originOf).filter((origin) => origin !== undefined));
  }

  /** A page whose origin is opaque sends `null`, which is nobody's. */
  allow(request: Request): boolean {
    const origin = request.headers.get('origin');
    if (origin === null) return false;
    return this.#named ? this.#named.has(origin) : origin === originOf(request.url);
  }

  /** Whether this is the question that a browser asks before it sends to another origin. */
  isPreflight(request: Request): boolean {
    return this.#named !== undefined && request.method === 'OPTIONS';
  }

  preflight(): Response {
    const headers = {
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-trace-id',
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    };
    return new Response(null, { status: 204, headers });
  }

  /** Lets the page read the answer. It holds two numbers, so that to send the cookies along gives nothing away. */
  open(answer: Response, request: Request): void {
    if (!this.#named) return;
    answer.headers.append('vary', 'Origin');
    const origin = request.headers.get('origin');
    if (origin === null || !this.#named.has(origin)) return;
    answer.headers.set('access-control-allow-origin', origin);
    answer.headers.set('access-control-allow-credentials', 'true');
  }
}

function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, protocol } = new URL(url);
  return /^https?:$/.test(protocol) ? origin : undefined;
}
