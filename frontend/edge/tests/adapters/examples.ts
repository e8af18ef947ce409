/** What runs an example as its user would: bundled against the package's source, with a service on a real port. */

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { FakeService, SECRET } from '../client/fakeService.js';

const ROOT = `${import.meta.dirname}/../..`;

/** The bundled text of an entry file, or of the code given. `external`: what is not bundled. */
export async function bundle(entry: { file: string } | { code: string }, external: string[] = []): Promise<string> {
  const source = (path: string): string => `${ROOT}/src/${path}.ts`;
  const result = await build({
    ...('file' in entry
      ? { entryPoints: [`${ROOT}/${entry.file}`] }
      : { stdin: { contents: entry.code, resolveDir: ROOT, loader: 'ts' } }),
    alias: {
      '@tracefunnel/edge/evidence': source('evidence/index'),
      '@tracefunnel/edge/relay': source('relay/index'),
      '@tracefunnel/edge/workers': source('adapters/workers'),
      '@tracefunnel/edge/node': source('adapters/node'),
      '@tracefunnel/edge': source('index'),
    },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    external,
  });
  return result.outputFiles[0]?.text ?? '';
}

/** A service on a port of this machine, which takes signed requests only, and records visits. */
export class HttpService {
  readonly events = new FakeService();
  readonly visits: Record<string, unknown>[] = [];
  unsigned = 0;
  #server: Server | undefined;

  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(await answer.text());
        },
        () => response.destroy(), // the network of the fake, which fails
      );
    });
    return listen(this.#server);
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  async #answer(request: IncomingMessage): Promise<Response> {
    const body = await textOf(request);
    const headers = request.headers as Record<string, string>;
    if (!isSigned(headers, body)) {
      this.unsigned += 1;
      return new Response('{}', { status: 401 });
    }
    if (request.url === '/internal/funnel-events/ingest') return this.events.fetch(request.url, { headers, body });
    const visit = JSON.parse(body) as Record<string, unknown>;
    if (!visit.trace_id && !visit.anonymous_id) return new Response('{}', { status: 400 });
    this.visits.push(visit);
    return Response.json({ recorded: true, set_cookie: 'header.payload.signature' });
  }
}

/** Its origin. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

export async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString();
}

function isSigned(headers: Record<string, string>, body: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  return signature === `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
}
