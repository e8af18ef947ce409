import { TracefunnelClient } from '@tracefunnel/edge';

let client: TracefunnelClient | undefined;

/** One for all route handlers and server actions of the process; made when it is needed, which a build does not. */
export function tracefunnel(): TracefunnelClient {
  client ??= new TracefunnelClient({
    url: process.env.TRACEFUNNEL_URL ?? '',
    secret: process.env.TRACEFUNNEL_SECRET ?? '',
    source: 'admin-web',
  });
  return client;
}
