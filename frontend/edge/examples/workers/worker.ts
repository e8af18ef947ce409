/** A Worker in front of a site: campaign pages keep their evidence, sign-ins are tracked, and pages may send the Pay click. */

import { addressKey, createRelay, type Relay } from '@tracefunnel/edge/relay';
import { withTracefunnel } from '@tracefunnel/edge/workers';

interface Env {
  TRACEFUNNEL_URL: string;
  /** A secret: `wrangler secret put TRACEFUNNEL_SECRET`. */
  TRACEFUNNEL_SECRET: string;
  /** Where the site itself answers. */
  SITE_URL: string;
}

let relay: Relay | undefined; // for as long as the isolate lives, so that its limits hold

export default withTracefunnel(
  {
    async fetch(request, env: Env, ctx, tracefunnel) {
      const { pathname, search } = new URL(request.url);
      relay ??= createRelay({
        client: tracefunnel.client,
        types: { m_checkout_click: { payload: ['plan_tier'] } },
        limit: { key: (from) => addressKey(from.headers.get('cf-connecting-ip')) },
        source: 'admin-web',
      });
      if (pathname === '/t') return relay(request, ctx);

      const response = await fetch(new Request(env.SITE_URL + pathname + search, request));
      const userId = response.headers.get('x-user-id'); // with which this site answers a sign-in
      if (userId) tracefunnel.track({ event_type: 'm_auth_session_created', user_id: userId });
      return response;
    },
  },
  (env) => ({
    url: env.TRACEFUNNEL_URL,
    secret: env.TRACEFUNNEL_SECRET,
    source: 'edge',
    createTraceIds: true,
    campaign: (request) => /^\/c\/([\w-]+)$/.exec(new URL(request.url).pathname)?.[1],
  }),
);
