import { expectTypeOf, test } from 'vitest';
import { type RequestContext, withTracefunnel } from '../../src/adapters/workers.js';

declare const { track }: RequestContext;

test('an event of a request needs no trace id, and everything else that its type must carry', () => {
  track({ event_type: 'm_checkout_click', payload: { plan_tier: 'team' } });
  track({ event_type: 'm_page_view' });
  track({ event_type: 'm_otp_send', email_fingerprint: 'fp_0' });
  // @ts-expect-error: plan_tier is missing
  track({ event_type: 'm_checkout_click' });
  // @ts-expect-error: job_id is missing
  track({ event_type: 'm_provision_job_created', trace_id: 'trace_1' });
  // @ts-expect-error: neither address nor fingerprint
  track({ event_type: 'm_otp_send' });
  // @ts-expect-error: no such type
  track({ event_type: 'm_nothing' });
});

test('a wrapped Worker keeps its other handlers, and its fetch takes what the runtime gives', () => {
  interface Env {
    URL: string;
    SECRET: string;
  }
  const worker = withTracefunnel(
    {
      fetch(request, env: Env, ctx, tracefunnel) {
        expectTypeOf(request).toEqualTypeOf<Request>();
        expectTypeOf(tracefunnel).toEqualTypeOf<RequestContext>();
        ctx.waitUntil(Promise.resolve());
        return new Response(env.URL);
      },
      scheduled(_event: unknown, _env: Env): void {
        // Of the host.
      },
    },
    (env) => ({ url: env.URL, secret: env.SECRET }),
  );
  expectTypeOf(worker.fetch).returns.toEqualTypeOf<Promise<Response>>();
  expectTypeOf(worker.fetch).parameter(1).toEqualTypeOf<Env>();
  expectTypeOf(worker.scheduled).toEqualTypeOf<(event: unknown, env: Env) => void>();
});
