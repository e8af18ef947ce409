/** A service in memory that stores each event once, and fails as it is told: what the client sees of the real one. */

import type { ServiceOptions } from '../../src/service.js';

export const SECRET = 'whsec_dGVzdHMtc2lnbi13aXRoLXRoaXMtb25lLTAxMjM0NTY3ODk=';

export interface Request {
  url: string;
  headers: Headers;
  body: string;
  eventIds: string[];
}

type Sent = Record<string, unknown> & { event_id: string };
/** `lost`: the events are stored, and nobody hears of it. */
export type Answer = 'ok' | 'lost' | 'away' | 'hangs' | { status: number; retryAfter?: string; body?: string };

export class FakeService implements Pick<ServiceOptions, 'url' | 'secret'> {
  readonly url = 'https://go.example.com';
  readonly secret = SECRET;
  readonly requests: Request[] = [];
  readonly stored = new Map<string, Sent>();
  /** How the next requests are answered; those after them with `ok`. */
  answers: Answer[] = [];
  /** Whatever has been sent, by event: how the service takes it. */
  verdict: (event: Sent) => 'take' | 'reject' | 'unavailable' = () => 'take';

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const body = init.body as string;
    const events = (JSON.parse(body) as { events: Sent[] }).events;
    this.requests.push({ url, headers: new Headers(init.headers), body, eventIds: events.map((one) => one.event_id) });
    const answer = this.answers.shift() ?? 'ok';
    await Promise.resolve();
    if (answer === 'away') throw new TypeError('fetch failed');
    if (answer === 'hangs') {
      return new Promise((_, reject) =>
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
      );
    }
    if (typeof answer === 'object') {
      const headers: Record<string, string> =
        answer.retryAfter === undefined ? {} : { 'retry-after': answer.retryAfter };
      return new Response(answer.body ?? 'a page of somebody between', { status: answer.status, headers });
    }
    const stored = this.#take(events);
    if (answer === 'lost') throw new TypeError('terminated');
    return stored;
  };

  #take(events: Sent[]): Response {
    const results = events.map((event, index) => {
      const verdict = this.verdict(event);
      if (verdict === 'reject') return { index, status: 'rejected', reasons: [{ field: 'email', reason: 'required' }] };
      if (verdict === 'unavailable') return { index, status: 'unavailable' };
      const status = this.stored.has(event.event_id) ? 'duplicate' : 'accepted';
      this.stored.set(event.event_id, event);
      return { index, event_id: event.event_id, status };
    });
    const some = (status: string): boolean => results.some((one) => one.status === status);
    const status = some('unavailable') ? 503 : some('accepted') || some('duplicate') ? 200 : 422;
    return Response.json({ results }, { status, headers: status === 503 ? { 'retry-after': '1' } : {} });
  }
}
