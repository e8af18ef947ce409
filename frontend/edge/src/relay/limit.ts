/** How often a client may call the relay, and all clients together. Each request takes one token of both buckets. */

export interface Rate {
  /** Tokens that come back in a minute. */
  perMinute: number;
  /** How many a bucket holds. */
  burst: number;
}

interface Common {
  /** Who calls: an address, as `addressKey` shortens it, or what a session names. */
  key: (request: Request) => string;
  /** Of all clients together, in the memory of this process or isolate: 3,000 a minute, 600 at once. */
  overall?: Rate | undefined;
}

/** In the memory of this process or isolate. A client: 60 a minute, 20 at once. */
export interface Limit extends Common, Partial<Rate> {
  /** How many clients are remembered at most (10,000). Those that were seen longest ago are forgotten for new ones. */
  clients?: number | undefined;
  allow?: undefined;
}

/** The platform's own limiter for clients. Where it fails, the overall limit alone holds. */
export interface PlatformLimit extends Common {
  /** Whether the client of this key may call now. */
  allow: (key: string) => boolean | Promise<boolean>;
}

const CLIENT: Rate = { perMinute: 60, burst: 20 };
const OVERALL: Rate = { perMinute: 3_000, burst: 600 };
const CLIENTS = 10_000;
const KEY_CHARACTERS = 128;
const PLATFORM_RETRY_MS = 60_000; // it does not say when

/** A function that takes a token for a request: 0, or the milliseconds until there will be one. */
export function createLimiter(limit: Limit | PlatformLimit, now: () => number): (request: Request) => Promise<number> {
  const ofClient = limit.allow ? platformLimiter(limit.allow) : memoryLimiter(limit, now);
  const overall = new Buckets(limit.overall ?? OVERALL, 1, now);
  return async (request) => {
    const waitMs = await ofClient(keyOf(request, limit.key));
    return waitMs > 0 ? waitMs : overall.take(''); // a client over its own limit takes nothing from the others
  };
}

function keyOf(request: Request, key: (request: Request) => string): string {
  try {
    return key(request).slice(0, KEY_CHARACTERS);
  } catch {
    return ''; // those without a key share one bucket
  }
}

function memoryLimiter(limit: Limit, now: () => number): (key: string) => number {
  const rate = { perMinute: limit.perMinute ?? CLIENT.perMinute, burst: limit.burst ?? CLIENT.burst };
  const buckets = new Buckets(rate, limit.clients ?? CLIENTS, now);
  return (key) => buckets.take(key);
}

function platformLimiter(allow: PlatformLimit['allow']): (key: string) => Promise<number> {
  return async (key) => {
    try {
      return (await allow(key)) ? 0 : PLATFORM_RETRY_MS;
    } catch {
      return 0;
    }
  };
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets by key, in two generations: the older is forgotten as a whole, which costs a new key next to nothing. */
export class Buckets {
  #young = new Map<string, Bucket>();
  #old = new Map<string, Bucket>();
  readonly #generation: number;

  constructor(
    private readonly rate: Rate,
    most: number,
    private readonly now: () => number,
  ) {
    this.#generation = Math.max(1, Math.floor(most / 2));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** 0 where there was a token; else the milliseconds until there will be one. */
  take(key: string): number {
    const { perMinute, burst } = this.rate;
    const at = this.now();
    const last = this.#young.get(key) ?? this.#old.get(key);
    const backMs = last ? Math.max(0, at - last.at) : 0;
    const tokens = last ? Math.min(burst, last.tokens + (backMs * perMinute) / 60_000) : burst;
    const taken = tokens >= 1;
    this.#keep(key, { tokens: taken ? tokens - 1 : tokens, at });
    return taken ? 0 : ((1 - tokens) * 60_000) / perMinute;
  }

  #keep(key: string, bucket: Bucket): void {
    this.#old.delete(key);
    if (!this.#young.has(key) && this.#young.size >= this.#generation) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, bucket);
  }
}
