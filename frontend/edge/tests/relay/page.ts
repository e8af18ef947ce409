/** A page as the relay sees it, and what the client of the relay was given. */

import { TracefunnelClient } from '../../src/client.js';
import { createRelay, type RelayOptions } from '../../src/relay/index.js';
import { FakeService } from '../client/fakeService.js';

export const ORIGIN = 'https://app.example.com';
export const TRACE = 'trace_8f2c';

export interface Sent {
  event_id: string;
  event_type: string;
  trace_id?: string;
  source?: string;
  occurred_at: string;
  payload?: Record<string, unknown>;
  [name: string]: unknown;
}

export const CLICK = { event_type: 'm_checkout_click', trace_id: TRACE, payload: { plan_tier: 'team' } };

/** A relay over a client whose service keeps what it is sent. */
export function relayed(options: Partial<RelayOptions> = {}) {
  const service = new FakeService();
  const client = new TracefunnelClient({ url: service.url, secret: service.secret, fetch: service.fetch });
  const relay = createRelay({
    client,
    types: { m_checkout_click: { payload: ['plan_tier'] } },
    limit: { key: (request) => request.headers.get('x-client') ?? '', burst: 1_000 },
    ...options,
  });
  const stored = async (): Promise<Sent[]> => {
    await client.flush();
    return [...service.stored.values()] as Sent[];
  };
  return { relay, client, service, stored };
}

export function post(body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`${ORIGIN}/t`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A body that comes piece by piece, and how many pieces were asked for. */
export function streamed(piece: (number: number) => Uint8Array | null | Promise<never>) {
  let pieces = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        pieces += 1;
        const next = await piece(pieces);
        if (next) controller.enqueue(next);
        else controller.close();
      },
      cancel: () => {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: 'POST', headers: { origin: ORIGIN, 'content-type': 'application/json' }, body };
  const request = new Request(`${ORIGIN}/t`, { ...init, duplex: 'half' } as RequestInit);
  return { request, pieces: () => pieces, cancelled: () => cancelled };
}
