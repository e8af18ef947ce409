/** The clients that all requests of a process or an isolate share. */

import { type ClientOptions, TracefunnelClient } from '../client.js';
import { TrackingClient } from '../evidence/service.js';

export interface Clients {
  events: TracefunnelClient;
  tracking: TrackingClient;
}

export function makeClients(options: ClientOptions): Clients {
  return { events: new TracefunnelClient(options), tracking: new TrackingClient(options) };
}

/** One pair for a key; the options that came with it first hold. */
export class ClientsByKey {
  readonly #known = new Map<string, Clients>();

  get(key: string, options: ClientOptions): Clients {
    let clients = this.#known.get(key);
    if (!clients) {
      clients = makeClients(options);
      this.#known.set(key, clients);
    }
    return clients;
  }
}
