/** The example, built by Next and served by it: as `proxy.ts`, and as `middleware.ts` in the edge runtime. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SECRET } from '../client/fakeService.js';
import { HttpService } from './examples.js';
import { NextApp } from './nextApp.js';

const SHOP = 'https://shop.example.com';
const BEHIND = { 'x-forwarded-host': 'shop.example.com', 'x-forwarded-proto': 'https' };
const MINUTES = 180_000; // what a build takes on a busy machine

let service: HttpService;
let app: NextApp | undefined;

beforeEach(() => {
  service = new HttpService();
});
afterEach(async () => {
  service.stop();
  await app?.remove();
});

async function serve(files: Record<string, string>): Promise<void> {
  app = await NextApp.build(files);
  await app.start({ TRACEFUNNEL_URL: await service.start(), TRACEFUNNEL_SECRET: SECRET, APP_ORIGIN: SHOP });
}

async function ask(path: string, headers: Record<string, string> = {}, body?: string) {
  const init = body === undefined ? {} : { method: 'POST', body };
  const response = await fetch(`${app?.url ?? ''}${path}`, {
    headers: { ...BEHIND, ...headers },
    redirect: 'manual',
    ...init,
  });
  const { status } = response;
  return { status, text: await response.text(), cookies: response.headers.getSetCookie(), headers: response.headers };
}

const stored = (): Record<string, unknown>[] => [...service.events.stored.values()];

test(
  'proxy.ts keeps a visit in one trace, keeps its evidence, and route handlers send its events',
  async () => {
    await serve({ app: 'app', 'proxy.ts': 'proxy.ts', 'package.json': 'package.json' });

    const page = await ask('/c/spring?utm_source=mail&gclid=x', { 'x-trace-id': 'of kim@example.com' });
    expect(page.text).toContain('Welcome to');
    const [trace, tracking] = page.cookies;
    const traceId = /^tf_trace=(trace_[0-9a-f-]{36}); Path=\/; HttpOnly; Secure; SameSite=Lax$/.exec(trace ?? '')?.[1];
    expect(tracking).toMatch(/^ef_tracking=header\.payload\.signature; Path=\/;/);
    expect(service.visits).toMatchObject([
      { campaign_id: 'spring', url: `${SHOP}/c/spring?utm_source=mail`, trace_id: traceId },
    ]);

    const cookie = `tf_trace=${traceId ?? ''}`;
    const seen = await ask('/api/whoami', { cookie, 'x-trace-id': 'of kim@example.com' });
    expect([JSON.parse(seen.text), seen.cookies]).toEqual([{ trace_id: traceId }, []]);

    const click = JSON.stringify({ event_id: '1', event_type: 'm_checkout_click', payload: { plan_tier: 'pro' } });
    const sent = { cookie, 'content-type': 'application/json', origin: SHOP };
    expect((await ask('/api/tracefunnel', sent, click)).status).toBe(202);
    expect((await ask('/api/tracefunnel', { ...sent, origin: 'https://evil.example' }, click)).status).toBe(403);
    expect((await ask('/api/checkout', { cookie }, '')).status).toBe(200);

    await vi.waitFor(() => expect(stored()).toHaveLength(2), { timeout: 10_000 });
    expect(stored()).toMatchObject([
      { event_type: 'm_checkout_click', trace_id: traceId, source: 'admin-web' },
      { event_type: 'm_checkout_session_created', trace_id: traceId, source: 'admin-web' },
    ]);
    expect(service.unsigned).toBe(0);
    expect(app?.output).not.toContain('kim');
    expect(app?.output).not.toContain('tracefunnel:'); // no problem was reported, in the build neither
  },
  MINUTES,
);

test(
  'middleware.ts does the same in the edge runtime, and keeps what its own handler answers',
  async () => {
    const files = ['layout.tsx', 'c', 'api/whoami'].map((name) => [`app/${name}`, `app/${name}`] as const);
    await serve({
      ...Object.fromEntries(files),
      'middleware.ts': 'older/middleware.ts',
      'package.json': 'package.json',
    });

    const refused = await ask('/api/whoami', { 'x-trace-id': 'of kim@example.com' });
    expect([JSON.parse(refused.text), refused.cookies]).toEqual([{ trace_id: null }, []]);
    expect(JSON.parse((await ask('/api/whoami', { 'x-trace-id': 'trace_1' })).text)).toEqual({ trace_id: 'trace_1' });

    const rewritten = await ask('/me?trace_id=trace_2', { 'x-trace-id': 'of kim@example.com' });
    expect([JSON.parse(rewritten.text), rewritten.cookies]).toEqual([{ trace_id: 'trace_2' }, ['mine=1; Path=/']]);
    const redirect = await ask('/old');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([307, '/api/whoami']);

    const page = await ask('/c/spring?utm_source=mail&trace_id=trace_3');
    expect(page.cookies).toEqual([expect.stringContaining('ef_tracking=header.payload.signature')]);
    expect(service.visits).toMatchObject([{ url: `${SHOP}/c/spring?utm_source=mail`, trace_id: 'trace_3' }]);
  },
  MINUTES,
);
