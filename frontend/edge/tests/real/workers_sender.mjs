// The real Workers runtime, with a Worker that sends with the client. Prints its URL; ends when stdin does.
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

const { outputFiles } = await build({
  entryPoints: [new URL('worker.mjs', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  write: false,
});
const workers = new Miniflare({
  modules: true,
  script: outputFiles[0].text,
  compatibilityDate: '2026-01-01',
  bindings: { OPTIONS: JSON.parse(process.argv[2]) },
  host: '127.0.0.1',
  port: 0,
});
const url = await workers.ready;
process.stdout.write(`${url.origin}\n`);
process.stdin.resume().on('end', () => void workers.dispose().then(() => process.exit(0)));
