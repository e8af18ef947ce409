/** The Express example as a process on a real port. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SECRET } from '../client/fakeService.js';
import { bundle, HttpService } from './examples.js';

const ROOT = `${import.meta.dirname}/../..`;

let service: HttpService;
let folder: string;
let example: ChildProcess;

beforeEach(async () => {
  service = new HttpService();
  mkdirSync(`${ROOT}/.test`, { recursive: true });
  folder = mkdtempSync(`${ROOT}/.test/example-`); // within the package, so that its import of express is found
  writeFileSync(`${folder}/server.mjs`, await bundle({ file: 'examples/node/server.ts' }, ['express']));
});

afterEach(() => {
  example.kill('SIGKILL');
  service.stop();
  rmSync(folder, { recursive: true });
});

async function start(serviceUrl: string): Promise<string> {
  const env = { PATH: process.env.PATH, PORT: '0', TRACEFUNNEL_URL: serviceUrl, TRACEFUNNEL_SECRET: SECRET };
  const server = spawn(process.execPath, [`${folder}/server.mjs`], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  example = server;
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  return `http://127.0.0.1:${line.replace('listening on ', '')}`;
}

test('the example keeps evidence, tracks its checkout, takes the Pay click, and ends without losing an event', async () => {
  const url = await start(await service.start());

  const page = await fetch(`${url}/c/spring?utm_source=mail`);
  expect(page.headers.get('set-cookie')).toContain('ef_tracking=header.payload.signature; Path=/;');
  expect(service.visits).toMatchObject([{ campaign_id: 'spring', url: `${url}/c/spring?utm_source=mail` }]);

  const traced = { 'x-trace-id': 'trace_1' };
  const checkout = await fetch(`${url}/checkout`, { method: 'POST', headers: traced });
  const { session_id } = (await checkout.json()) as { session_id: string };
  const click = { event_id: '1', event_type: 'm_checkout_click', payload: { plan_tier: 'team' } };
  const headers = { ...traced, origin: url, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/t`, { method: 'POST', headers, body: JSON.stringify(click) });
  expect([answer.status, await answer.json()]).toEqual([202, { accepted: 1, refused: 0 }]);

  example.kill('SIGTERM');
  expect(await once(example, 'exit')).toEqual([0, null]);
  expect([...service.events.stored.values()]).toMatchObject([
    {
      event_type: 'm_checkout_session_created',
      trace_id: 'trace_1',
      source: 'cp',
      payload: { stripe_session_id: session_id },
    },
    { ...click, event_id: 'page_1', trace_id: 'trace_1', source: 'admin-web' },
  ]);
  expect(service.unsigned).toBe(0);
}, 20_000);
