/** The example, and contexts that end, in workerd. */

import { createServer, type Server } from 'node:http';
import { Miniflare } from 'miniflare';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SECRET } from '../client/fakeService.js';
import { bundle, HttpService, listen } from './examples.js';

const SITE = 'https://site.example.com';
const UNTIL = { timeout: 10_000 };

let service: HttpService;
let site: Server;
let requests: { url: string; traceId: string | undefined }[];
let bindings: Record<string, string>;
let runtime: Miniflare | undefined;

beforeEach(async () => {
  service = new HttpService();
  requests = [];
  site = createServer((request, response) => {
    requests.push({ url: request.url ?? '', traceId: request.headers['x-trace-id'] as string | undefined });
    if (request.url === '/login') response.setHeader('x-user-id', 'user-1');
    response.end('a page');
  });
  const urls = [service.start(), listen(site)] as const;
  bindings = { TRACEFUNNEL_URL: await urls[0], SITE_URL: await urls[1], TRACEFUNNEL_SECRET: SECRET };
});

afterEach(async () => {
  await runtime?.dispose();
  service.stop();
  site.closeAllConnections();
  site.close();
});

function run(script: string): Miniflare {
  runtime = new Miniflare({ modules: true, script, compatibilityDate: '2026-01-01', bindings });
  return runtime;
}

const stored = (): Record<string, unknown>[] => [...service.events.stored.values()];

test('the example keeps the evidence of campaign pages, tracks sign-ins, and takes the Pay click', async () => {
  const worker = run(await bundle({ file: 'examples/workers/worker.ts' }));

  const page = await worker.dispatchFetch(`${SITE}/c/spring?utm_source=mail`, {
    headers: { 'x-trace-id': 'kim@example.com' },
  });
  expect(await page.text()).toBe('a page');
  expect(page.headers.get('set-cookie')).toContain('ef_tracking=header.payload.signature; Path=/;');
  const traceId = requests[0]?.traceId;
  expect(traceId).toMatch(/^trace_[0-9a-f-]{36}$/);
  expect(service.visits).toMatchObject([
    { campaign_id: 'spring', url: `${SITE}/c/spring?utm_source=mail`, trace_id: traceId },
  ]);

  const login = { method: 'POST', body: '{}', headers: { 'x-trace-id': ' trace_1 ' } };
  expect((await worker.dispatchFetch(`${SITE}/login`, login)).status).toBe(200);

  const click = { event_id: '1', event_type: 'm_checkout_click', trace_id: 'trace_1', payload: { plan_tier: 'team' } };
  const headers = { 'content-type': 'application/json', origin: SITE };
  const sent = { method: 'POST', headers, body: JSON.stringify(click) };
  const answer = await worker.dispatchFetch(`${SITE}/t`, sent);
  expect([answer.status, await answer.json()]).toEqual([202, { accepted: 1, refused: 0 }]);
  const foreign = { ...sent, headers: { ...headers, origin: 'https://evil.example' } };
  expect((await worker.dispatchFetch(`${SITE}/t`, foreign)).status).toBe(403);
  const huge = { ...sent, body: 'x'.repeat(9_000) };
  expect((await worker.dispatchFetch(`${SITE}/t`, huge)).status).toBe(413);

  await vi.waitFor(() => expect(stored()).toHaveLength(2), UNTIL);
  expect(stored()).toMatchObject([
    { event_type: 'm_auth_session_created', user_id: 'user-1', trace_id: 'trace_1', source: 'edge' },
    { ...click, event_id: 'page_1', source: 'admin-web' },
  ]);
  expect(requests.map((one) => one.url)).toEqual(['/c/spring?utm_source=mail', '/login']);
  expect(service.unsigned).toBe(0);
}, 30_000);

test('what requests tracked whose contexts ended before the service answered, later ones send, each event once', async () => {
  const code = `
    import { withTracefunnel } from '@tracefunnel/edge/workers';
    const fetch = (request, env, ctx, { track }) => {
      track({ event_type: 'm_page_view', event_id: new URL(request.url).pathname.slice(1), anonymous_id: 'v1' });
      return new Response('served');
    };
    export default withTracefunnel({ fetch }, (env) => ({
      url: env.TRACEFUNNEL_URL, secret: env.TRACEFUNNEL_SECRET, batchDelayMs: 10, waitUntilMs: 700, random: () => 0, onProblem() {},
    }));`;
  service.events.answers = ['hangs', 'lost', 'away', 'hangs'];
  const worker = run(await bundle({ code }));
  const ids = Array.from({ length: 20 }, (_, number) => `event-${String(number)}`);
  for (const id of ids) expect(await (await worker.dispatchFetch(`${SITE}/${id}`)).text()).toBe('served');
  let more = 0;
  await vi.waitFor(
    async () => {
      await worker.dispatchFetch(`${SITE}/later-${String((more += 1))}`);
      expect(stored().map((one) => one.event_id)).toEqual(expect.arrayContaining(ids));
    },
    { timeout: 20_000, interval: 200 },
  );
}, 40_000);
