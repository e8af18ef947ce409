/** The example behind the gateway, as a Worker. */

import config from '../../examples/zuplo/config/policies.json' with { type: 'json' };
import * as module from '../../examples/zuplo/modules/tracefunnel.js';
import { respond, ZuploContext, ZuploRequest } from './zuploGateway.js';

type Env = Record<string, string>;

const [policy] = config.policies;

/** `$env(NAME)` stands for a variable of the environment. */
function optionsOf(env: Env): Parameters<typeof module.inboundPolicy>[2] {
  const text = JSON.stringify(policy?.handler.options);
  return JSON.parse(text.replace(/\$env\((\w+)\)/g, (_, name: string) => env[name] ?? '')) as never;
}

export default {
  fetch(request: Request, env: Env, ctx: { waitUntil(promise: Promise<unknown>): void }): Promise<Response> {
    const context = new ZuploContext((promise) => ctx.waitUntil(promise));
    const inbound = module[policy?.handler.export as 'inboundPolicy'];
    return respond(new ZuploRequest(request), context, {
      policies: [(incoming) => inbound(incoming, context, optionsOf(env))],
      handler: (latest) => {
        const { pathname, search } = new URL(latest.url);
        return fetch(new Request(`${env.UPSTREAM_URL ?? ''}${pathname}${search}`, latest));
      },
    });
  },
};
