// A Node process that sends with the built client as it is told, a JSON line each on stdin, and answers a line each:
// {"track": [first, last]} (events so numbered) · {"flush": ms} · {"close": ms} · {}. The answer is the client's stats.
import { createInterface } from 'node:readline';
import { TracefunnelClient } from '../../dist/index.js';
import { numbered } from './numbered_event.mjs';

const { url, secret, ...options } = JSON.parse(process.argv[2]);
const client = new TracefunnelClient({ url, secret, source: 'cp', onProblem: () => {}, ...options });

for await (const line of createInterface({ input: process.stdin })) {
  const { track, flush, close } = JSON.parse(line);
  if (track) for (let number = track[0]; number < track[1]; number += 1) client.track(numbered(number));
  if (flush) await client.flush(flush);
  if (close) await client.close(close);
  process.stdout.write(`${JSON.stringify(client.stats)}\n`);
}
