/** The example in workerd, the open runtime on which such gateways run. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Readable } from 'node:stream';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SECRET } from '../client/fakeService.js';
import { HttpService, listen, textOf } from './examples.js';

const ROOT = `${import.meta.dirname}/../..`;
const EMAIL = 'kim@example.com';

interface Asked {
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let service: HttpService;
let upstream: Server;
let asked: Asked[];
let runtime: Miniflare;
let gateway: string;
let lines: string[];

beforeEach(async () => {
  service = new HttpService();
  asked = [];
  lines = [];
  upstream = createServer((request, response) => {
    void textOf(request).then((body) => {
      asked.push({ url: request.url ?? '', headers: request.headers, body });
      const wrong = body.includes('000000');
      response.writeHead(wrong ? 401 : 200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(wrong ? '{"Code":"otp_expired"}' : '{"id":"user-1","user_id":"user-1"}');
    });
  });
  const bundled = await build({
    entryPoints: [`${ROOT}/tests/adapters/zuploWorker.ts`],
    alias: { '@tracefunnel/edge/zuplo': `${ROOT}/src/adapters/zuplo.ts` },
    bundle: true,
    format: 'esm',
    write: false,
  });
  runtime = new Miniflare({
    host: '127.0.0.1',
    port: 0,
    modules: true,
    script: bundled.outputFiles[0]?.text ?? '',
    compatibilityDate: '2026-01-01',
    bindings: {
      TRACEFUNNEL_URL: await service.start(),
      TRACEFUNNEL_SECRET: SECRET,
      UPSTREAM_URL: await listen(upstream),
    },
    handleRuntimeStdio: (...streams: Readable[]) => {
      for (const stream of streams) stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    },
  });
  gateway = (await runtime.ready).origin;
});

afterEach(async () => {
  await runtime.dispose();
  service.stop();
  upstream.closeAllConnections();
  upstream.close();
});

async function call(
  path: string,
  { traceId = 'trace_1', ...init }: { traceId?: string; method?: string; body?: string },
) {
  const headers = { 'x-trace-id': traceId, 'content-type': 'application/json' };
  const response = await fetch(gateway + path, { headers, ...init });
  return { status: response.status, text: await response.text(), cookie: response.headers.get('set-cookie') };
}

const post = (path: string, body: unknown, traceId?: string) =>
  call(path, { method: 'POST', body: JSON.stringify(body), ...(traceId === undefined ? {} : { traceId }) });

const typesSent = (): unknown[] => [...service.events.stored.values()].map((event) => event.event_type);

test('the example sends how signing in went, while requests and answers pass as they are', async () => {
  await post('/auth/otp/send', { email: EMAIL });
  const failed = await post('/auth/otp/verify', { email: EMAIL, otp: '000000' });
  expect(failed).toMatchObject({ status: 401, text: '{"Code":"otp_expired"}' });
  await post('/auth/otp/verify', { email: EMAIL, otp: '123456' });
  await call('/users/42', {});

  await vi.waitFor(() => expect(service.events.stored.size).toBe(8), { timeout: 10_000 });
  const stored = [...service.events.stored.values()];
  const who = { source: 'zuplo', trace_id: 'trace_1' };
  expect(stored).toMatchObject([
    { ...who, event_type: 'm_otp_send', email: EMAIL },
    { ...who, event_type: 'm_otp_send_result', email: EMAIL, success: true },
    { ...who, event_type: 'm_auth_login_start', email: EMAIL },
    { ...who, event_type: 'm_auth_login_fail', email: EMAIL, success: false, error_code: 'otp_expired' },
    { ...who, event_type: 'm_auth_login_start', email: EMAIL },
    { ...who, event_type: 'm_auth_login_success', email: EMAIL, success: true },
    { ...who, event_type: 'm_auth_session_created', user_id: 'user-1', success: true },
    { ...who, event_type: 'm_auth_get_user', user_id: 'user-1', success: true },
  ]);
  expect(service.unsigned).toBe(0);
  expect(asked.map((one) => [one.headers['content-length'], one.body])).toEqual([
    ['27', JSON.stringify({ email: EMAIL })],
    ['42', JSON.stringify({ email: EMAIL, otp: '000000' })],
    ['42', JSON.stringify({ email: EMAIL, otp: '123456' })],
    [undefined, ''],
  ]);
}, 30_000);

test('a trace id of another shape reaches neither the server behind the gateway, nor the service, nor a log', async () => {
  const refused = 'trace_of kim@example.com';
  await post('/auth/otp/send', { email: 'lee@example.com' }, refused);
  await post('/auth/otp/send', { email: 'lee@example.com' }, '  trace_2  ');
  expect(asked.map((one) => one.headers['x-trace-id'])).toEqual([undefined, 'trace_2']);
  expect(asked.map((one) => one.body)).toEqual(Array(2).fill('{"email":"lee@example.com"}'));
  await vi.waitFor(() => expect(typesSent()).toHaveLength(4), { timeout: 10_000 });
  expect(JSON.stringify([...service.events.stored.values()])).not.toContain('kim');
  expect(lines.join('')).not.toContain('kim');
}, 30_000);

test('a campaign page behind the gateway keeps its evidence, and its URL is not touched', async () => {
  const page = await call('/spring?utm_source=mail&trace_id=trace_3', { traceId: 'not one' });
  expect(page.cookie).toContain('ef_tracking=header.payload.signature; Path=/;');
  expect(asked).toMatchObject([
    { url: '/spring?utm_source=mail&trace_id=trace_3', headers: { 'x-trace-id': 'trace_3' } },
  ]);
  const url = `${gateway}/spring?utm_source=mail`;
  expect(service.visits).toMatchObject([{ campaign_id: 'spring', trace_id: 'trace_3', url }]);
}, 30_000);
