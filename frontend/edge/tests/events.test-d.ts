/** What compiles, and what does not: an event without what its type must carry is found before it is sent. */

import { expectTypeOf, test } from 'vitest';
import type { EventOf, EventType, TracefunnelClient, TracefunnelEvent } from '../src/index.js';

declare const client: TracefunnelClient;

test('an event with all that its type must carry compiles', () => {
  client.track({ event_type: 'm_checkout_click', trace_id: 'trace_a', payload: { plan_tier: 'pro', cents: 4900 } });
  client.track({ event_type: 'm_auth_login_start', user_id: 'sub' });
  client.track({ event_type: 'm_auth_login_start', email: 'kim@example.com' });
  client.track({ event_type: 'm_auth_login_fail', email_fingerprint: 'fp_', error_code: 'otp_expired', success: null });
  client.track({ event_type: 'm_otp_send_result', email: 'kim@example.com', success: false });
});

test('one that lacks an identifier does not', () => {
  // @ts-expect-error -- trace_id is missing
  client.track({ event_type: 'm_checkout_click', payload: { plan_tier: 'pro' } });
  // @ts-expect-error -- payload.plan_tier is missing
  client.track({ event_type: 'm_checkout_click', trace_id: 'trace_a', payload: {} });
  // @ts-expect-error -- payload is missing
  client.track({ event_type: 'm_checkout_click', trace_id: 'trace_a' });
  // @ts-expect-error -- error_code is missing
  client.track({ event_type: 'm_auth_login_fail', email: 'kim@example.com' });
  // @ts-expect-error -- neither email nor user_id
  client.track({ event_type: 'm_auth_login_start' });
  // @ts-expect-error -- an identifier that may be undefined is none
  client.track({ event_type: 'm_auth_user_upserted', user_id: undefined as string | undefined });
  // @ts-expect-error -- an outcome that must be carried may not be null
  client.track({ event_type: 'm_otp_send_result', email: 'kim@example.com', success: null });
});

test('neither does what the service would not take', () => {
  // @ts-expect-error -- no such type
  client.track({ event_type: 'm_coffee_break' });
  // @ts-expect-error -- ts is the server's
  client.track({ event_type: 'm_auth_login_start', user_id: 'sub', ts: '2026-11-22T09:00:00Z' });
  // @ts-expect-error -- a field of no event
  client.track({ event_type: 'm_auth_login_start', user_id: 'sub', plan_tier: 'pro' });
  // @ts-expect-error -- no such source
  client.track({ event_type: 'm_auth_login_start', user_id: 'sub', source: 'browser' });
  // @ts-expect-error -- a function is no JSON
  client.track({ event_type: 'm_auth_login_start', user_id: 'sub', payload: { run: () => 1 } });
});

test('every type of the dictionary is an event, and the other way round', () => {
  expectTypeOf<TracefunnelEvent['event_type']>().toEqualTypeOf<EventType>();
  expectTypeOf<EventOf<'m_provision_failed'>['job_id']>().toEqualTypeOf<string>();
});
