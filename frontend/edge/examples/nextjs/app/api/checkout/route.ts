import { after } from 'next/server';
import { tracefunnel } from '../../tracefunnel';

export function POST(request: Request): Response {
  const session = 'cs_test_1'; // what your payment provider's API answers
  tracefunnel().track(
    {
      event_type: 'm_checkout_session_created',
      trace_id: request.headers.get('x-trace-id') ?? '',
      payload: { stripe_session_id: session },
    },
    { waitUntil: after },
  );
  return Response.json({ session });
}
