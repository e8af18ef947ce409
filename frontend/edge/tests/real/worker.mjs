import { TracefunnelClient } from '../../dist/index.js';
import { numbered } from './numbered_event.mjs';

let client; // of the isolate: every request's

/** GET /track?first=0&last=5 tracks events so numbered and answers at once; whatever is asked, the client's stats. */
export default {
  async fetch(request, env, ctx) {
    client ??= new TracefunnelClient({ source: 'edge', onProblem: () => {}, ...env.OPTIONS });
    const query = new URL(request.url).searchParams;
    for (let number = Number(query.get('first')); number < Number(query.get('last')); number += 1) {
      client.track(numbered(number), ctx);
    }
    return Response.json(client.stats);
  },
};
