import { createRelay, forwardedKey, type Relay } from '@tracefunnel/edge/relay';
import { after } from 'next/server';
import { tracefunnel } from '../../tracefunnel';

let relay: Relay | undefined;

export function POST(request: Request): Promise<Response> {
  relay ??= createRelay({
    client: tracefunnel(),
    types: { m_checkout_click: { payload: ['plan_tier'] } },
    limit: { key: (from) => forwardedKey(from) }, // behind one proxy, which adds the caller's address
    origins: [process.env.APP_ORIGIN ?? ''], // a route's own URL may name the server instead of the site
    source: 'admin-web',
  });
  return relay(request, { waitUntil: after });
}
