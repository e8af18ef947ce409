import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Background } from '../../src/client.js';
import { type RequestContext, type WorkerOptions, withTracefunnel } from '../../src/adapters/workers.js';
import { FakeService } from '../client/fakeService.js';
import { useFakeTime, useRealTime } from '../client/fakeTime.js';

const PAGE = 'https://example.com/c/spring?utm_source=mail&gclid=x';
const VIEW = { event_type: 'm_page_view', anonymous_id: 'v1' } as const;

class Context implements Background {
  readonly promises: Promise<unknown>[] = [];
  waitUntil(promise: Promise<unknown>): void {
    this.promises.push(promise);
  }
}

let service: FakeService;
let visits: Record<string, unknown>[];
/** How the service answers a visit. */
let onVisit: (init: RequestInit) => Promise<Response>;

beforeEach(() => {
  useFakeTime();
  service = new FakeService();
  visits = [];
  onVisit = () => Promise.resolve(Response.json({ set_cookie: 'a.b.c' }));
});
afterEach(useRealTime);

function optionsOf(more: Partial<WorkerOptions> = {}): WorkerOptions {
  const send = (url: string, init: RequestInit): Promise<Response> => {
    if (!url.endsWith('/v1/tracking/visits')) return service.fetch(url, init);
    visits.push(JSON.parse(init.body as string) as Record<string, unknown>);
    return onVisit(init);
  };
  return { url: service.url, secret: service.secret, source: 'edge', fetch: send, ...more };
}

type Handle = (request: Request, tracefunnel: RequestContext) => Response | Promise<Response>;

function worker(handle: Handle, more: Partial<WorkerOptions> = {}) {
  const fetch = (request: Request, _env: unknown, _ctx: Background, tracefunnel: RequestContext) =>
    handle(request, tracefunnel);
  return withTracefunnel({ fetch }, () => optionsOf(more));
}

/** What the handler saw of a request. */
async function seen(request: Request, more: Partial<WorkerOptions> = {}) {
  let result: { request: Request; tracefunnel: RequestContext } | undefined;
  const handle: Handle = (inner, tracefunnel) => {
    result = { request: inner, tracefunnel };
    return new Response();
  };
  await worker(handle, more).fetch(request, {}, new Context());
  if (!result) throw new Error('the handler was not called');
  return result;
}

const withTrace = (value: string): Request => new Request(PAGE, { headers: { 'x-trace-id': value } });

test.each(['kim@example.com', 'trace_', 'trace_a b', 'trace_kim@example.com', 'x'])(
  'a trace id of another shape never reaches the handler: %s',
  async (value) => {
    const { request, tracefunnel } = await seen(withTrace(value));
    expect(request.headers.has('x-trace-id')).toBe(false);
    expect(tracefunnel.traceId).toBeUndefined();
    expect(tracefunnel.tracking).not.toHaveProperty('trace_id');
  },
);

test('one in its right shape is handed on, with the request as it is', async () => {
  const given = withTrace('trace_1');
  const { request, tracefunnel } = await seen(given);
  expect(request).toBe(given);
  expect(tracefunnel.traceId).toBe('trace_1');
});

test("without a header the trace is that of the page's URL, and is forwarded", async () => {
  const { request, tracefunnel } = await seen(new Request('https://example.com/signup?trace_id=trace_2'));
  expect(tracefunnel.traceId).toBe('trace_2');
  expect(request.headers.get('x-trace-id')).toBe('trace_2');
});

test('a request that brings none gets a new one where that is wanted, and keeps its method and body', async () => {
  const { request, tracefunnel } = await seen(new Request(PAGE, { method: 'POST', body: 'x' }), {
    createTraceIds: true,
  });
  expect(tracefunnel.traceId).toMatch(/^trace_[0-9a-f-]{36}$/);
  expect(request.headers.get('x-trace-id')).toBe(tracefunnel.traceId);
  expect(tracefunnel.tracking.trace_id).toBe(tracefunnel.traceId);
  expect([request.method, await request.text()]).toEqual(['POST', 'x']);
});

test('events carry the trace of the request and the source of the options, unless they name their own', async () => {
  const context = new Context();
  const handle: Handle = (_, tracefunnel) => {
    tracefunnel.track(VIEW);
    tracefunnel.track({ ...VIEW, trace_id: 'trace_own', source: 'cp' });
    tracefunnel.track({ ...VIEW, trace_id: 'kim@example.com' });
    return new Response();
  };
  await worker(handle).fetch(withTrace('trace_1'), {}, context);
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(context.promises);
  const stored = [...service.stored.values()].map((one) => [one.trace_id, one.source]);
  expect(stored).toEqual([
    ['trace_1', 'edge'],
    ['trace_own', 'cp'],
    ['trace_1', 'edge'],
  ]);
});

test('all requests share one client, and other options have another', async () => {
  const clients: unknown[] = [];
  const handler = {
    fetch: (_request: Request, _env: { url: string }, _ctx: Background, { client }: RequestContext) => {
      clients.push(client);
      return new Response();
    },
  };
  const { fetch } = withTracefunnel(handler, (env: { url: string }) => optionsOf({ url: env.url }));
  for (const url of [service.url, service.url, 'https://other.example.com']) {
    await fetch(new Request(PAGE), { url }, new Context());
  }
  expect(clients[1]).toBe(clients[0]);
  expect(clients[2]).not.toBe(clients[0]);
});

test('what one request tracked before its host ended it, another sends', async () => {
  const { fetch } = worker((_, { track }) => {
    track(VIEW);
    return new Response();
  });
  service.answers = ['hangs'];
  await fetch(new Request(PAGE), {}, new Context());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(service.requests).toHaveLength(1); // and then nothing of this request ever runs again
  vi.clearAllTimers();
  vi.setSystemTime(Date.now() + 60_000);
  await fetch(new Request(PAGE), {}, new Context());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(service.stored.size).toBe(2);
});

test('what the handler throws passes unchanged', async () => {
  const error = new Error('of the handler');
  const thrown = worker(() => {
    throw error;
  }).fetch(new Request(PAGE), {}, new Context());
  await expect(thrown).rejects.toBe(error);
  await expect(worker(() => Promise.reject(error)).fetch(new Request(PAGE), {}, new Context())).rejects.toBe(error);
});

test('the other handlers of the Worker are handed on as they are, and fetch keeps its this', async () => {
  const handler = {
    greeting: 'hello',
    scheduled: vi.fn(),
    queue: vi.fn(),
    fetch(): Response {
      return new Response(this.greeting);
    },
  };
  const wrapped = withTracefunnel(handler, () => optionsOf());
  expect(wrapped.scheduled).toBe(handler.scheduled);
  expect(wrapped.queue).toBe(handler.queue);
  expect(await (await wrapped.fetch(new Request(PAGE), {}, new Context())).text()).toBe('hello');
});

test('options that cannot be had cost the events, never the response', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const handler = {
    fetch: (_request: Request, _env: unknown, _ctx: Background, { track }: RequestContext) => {
      track(VIEW);
      return new Response('served');
    },
  };
  const wrapped = withTracefunnel(handler, () => {
    throw new Error('whsec_secret');
  });
  expect(await (await wrapped.fetch(new Request(PAGE), {}, new Context())).text()).toBe('served');
  expect(warn).toHaveBeenCalled();
  expect(warn.mock.calls.flat().join(' ')).not.toContain('whsec_secret');
  warn.mockRestore();
});

test.each<[string, () => unknown]>([
  ['nothing', () => undefined],
  ['null', () => null],
  ['a text', () => 'https://go.example.com'],
  [
    'an object that leads to itself',
    () => {
      const circular: Record<string, unknown> = { ...optionsOf() };
      return Object.assign(circular, { circular });
    },
  ],
  ['a number that JSON cannot hold', () => ({ ...optionsOf(), batchEvents: 1n })],
])('options that are %s cost the events, never the response', async (_, options) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const handler = {
    fetch: (_request: Request, _env: unknown, _ctx: Background, { track }: RequestContext) => {
      track(VIEW);
      return new Response('served');
    },
  };
  const { fetch } = withTracefunnel(handler, options as () => WorkerOptions);
  expect(await (await fetch(new Request(PAGE), {}, new Context())).text()).toBe('served');
  expect(warn).toHaveBeenCalled();
  warn.mockRestore();
});

test('an event that is none is dropped and counted, and its handler goes on', async () => {
  const dropped: unknown[] = [];
  const refuse = (): never => {
    throw new Error('of the host');
  };
  const unreadable = Object.defineProperty({}, 'payload', { enumerable: true, get: refuse });
  const { fetch } = worker(
    (_, { track }) => {
      for (const event of [undefined, null, unreadable]) track(event as never);
      return new Response('served');
    },
    { onProblem: (problem) => dropped.push(problem) },
  );
  expect(await (await fetch(withTrace('trace_1'), {}, new Context())).text()).toBe('served');
  expect(dropped).toMatchObject(Array(3).fill({ kind: 'dropped', reason: 'unserializable' }));
});

test('a request whose body was read already goes on with the right trace id', async () => {
  const read = new Request(PAGE, { method: 'POST', body: 'x', headers: { 'x-trace-id': 'x', 'x-own': '1' } });
  await read.text();
  const fixed = Object.defineProperty(read, 'headers', { value: immutable(read.headers) });
  const { request } = await seen(fixed, { createTraceIds: true });
  expect(request.headers.get('x-trace-id')).toMatch(/^trace_/);
  expect([request.url, request.method, request.headers.get('x-own')]).toEqual([PAGE, 'POST', '1']);
});

/** Such as a Worker's own request has. */
function immutable(headers: Headers): Headers {
  const refuse = (): never => {
    throw new TypeError("Can't modify immutable headers.");
  };
  return Object.assign(new Headers(headers), { set: refuse, delete: refuse, append: refuse });
}

const campaign = (request: Request): string | undefined => /^\/c\/(\w+)/.exec(new URL(request.url).pathname)?.[1];

test("a visit of a campaign's page is recorded while the handler works, and its evidence kept", async () => {
  const asked = vi.fn();
  const { fetch } = worker(
    () => {
      asked(visits.length);
      return new Response('page', { headers: { 'set-cookie': 'own=1' } });
    },
    { campaign, cookie: { domain: 'example.com' } },
  );
  const context = new Context();
  const headers = { 'user-agent': 'Mozilla/5.0', 'x-trace-id': 'trace_1' };
  const answering = fetch(new Request(PAGE, { headers }), {}, context);
  const response = await answering;
  expect(await response.text()).toBe('page');
  expect(response.headers.getSetCookie()).toEqual([
    'own=1',
    'ef_tracking=a.b.c; Path=/; Max-Age=2592000; Domain=example.com; HttpOnly; Secure; SameSite=Lax',
  ]);
  const url = 'https://example.com/c/spring?utm_source=mail';
  expect(visits).toEqual([{ campaign_id: 'spring', url, user_agent: 'Mozilla/5.0', trace_id: 'trace_1' }]);
  expect(context.promises).toHaveLength(1);
});

test('a visit outside of any trace is that of a visitor of its own, since the service asks for either', async () => {
  const { fetch } = worker(() => new Response(), { campaign });
  for (let visit = 0; visit < 2; visit += 1) await fetch(new Request(PAGE), {}, new Context());
  const visitors = visits.map((one) => String(one.anonymous_id));
  expect(visitors).toEqual([expect.stringMatching(/^visit_[0-9a-f-]{36}$/), expect.stringMatching(/^visit_/)]);
  expect(visitors[0]).not.toBe(visitors[1]);
});

test('a response waits for the cookie until half a second after its request, and the visit is recorded all the same', async () => {
  let signal: AbortSignal | null | undefined;
  onVisit = (init) => {
    signal = init.signal;
    return new Promise((resolve) => setTimeout(() => resolve(Response.json({ set_cookie: 'a.b.c' })), 3_000));
  };
  const { fetch } = worker(() => new Promise((resolve) => setTimeout(() => resolve(new Response('page')), 400)), {
    campaign,
  });
  const context = new Context();
  let answer: Response | undefined;
  void fetch(new Request(PAGE), {}, context).then((response) => (answer = response));
  await vi.advanceTimersByTimeAsync(499);
  expect(answer).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(answer?.headers.getSetCookie()).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(await Promise.all(context.promises)).toEqual(['a.b.c']);
  expect(signal?.aborted).toBe(false);
});

test('a handler that takes longer than that is not held up at all', async () => {
  onVisit = () => new Promise(() => undefined);
  const { fetch } = worker(() => new Promise((resolve) => setTimeout(() => resolve(new Response()), 600)), {
    campaign,
  });
  let answered = false;
  void fetch(new Request(PAGE), {}, new Context()).then(() => (answered = true));
  await vi.advanceTimersByTimeAsync(600);
  expect(answered).toBe(true);
});

test.each([
  ['a page whose URL carries nothing', new Request('https://example.com/c/spring?gclid=x')],
  ['a page of no campaign', new Request('https://example.com/?utm_source=mail')],
  ['a form that is sent', new Request(PAGE, { method: 'POST' })],
  ['a HEAD request', new Request(PAGE, { method: 'HEAD' })],
  ['a prefetch', new Request(PAGE, { headers: { 'sec-purpose': 'prefetch;prerender' } })],
])('%s is no visit', async (_, request) => {
  await worker(() => new Response(), { campaign }).fetch(request, {}, new Context());
  expect(visits).toEqual([]);
});

test('a campaign function that throws costs the visit, never the response', async () => {
  const broken = (): never => {
    throw new Error('of the host');
  };
  const { fetch } = worker(() => new Response('page'), { campaign: broken });
  expect(await (await fetch(new Request(PAGE), {}, new Context())).text()).toBe('page');
});

test('a response that cannot be made again is handed on without a cookie', async () => {
  const { fetch } = worker(() => Response.error(), { campaign });
  expect((await fetch(new Request(PAGE), {}, new Context())).type).toBe('error');
});
