/** The example as a Next application that is built and started, with the package as its dependency. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const NEXT = join(ROOT, 'node_modules/next/dist/bin/next');
const EXAMPLE = join(ROOT, 'examples/nextjs');

// The folder is within the package's own, whose node_modules Next, React and TypeScript are found in. The types are
// another command's business.
const CONFIG = `export default { turbopack: { root: ${JSON.stringify(ROOT)} }, typescript: { ignoreBuildErrors: true } };`;

export class NextApp {
  url = '';
  output = '';
  readonly #folder: string;
  #server: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** `files`: of the example, by what they are called in the application. */
  static async build(files: Record<string, string>): Promise<NextApp> {
    await mkdir(join(ROOT, '.test'), { recursive: true });
    const app = new NextApp(await mkdtemp(join(ROOT, '.test/nextjs-')));
    for (const [name, file] of Object.entries(files)) {
      await cp(join(EXAMPLE, file), join(app.#folder, name), { recursive: true });
    }
    const installed = join(app.#folder, 'node_modules/@tracefunnel/edge');
    await cp(join(ROOT, 'dist'), join(installed, 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(installed, 'package.json'));
    await writeFile(join(app.#folder, 'next.config.mjs'), CONFIG);
    const [code] = (await once(app.#run(['build'], {}), 'close')) as [number];
    if (code !== 0) throw new Error(app.output);
    return app;
  }

  async start(env: Record<string, string>): Promise<void> {
    // By this name: of its own 127.0.0.1 Next thinks as of another server's, and rewrites go there by HTTP.
    this.#server = this.#run(['start', '--hostname', 'localhost', '--port', '0'], env);
    while (!this.output.includes('Ready')) {
      if (this.#server.exitCode !== null) throw new Error(this.output);
      await once(this.#server.stdout ?? this.#server, 'data');
    }
    this.url = /Local:\s+(\S+)/.exec(this.output)?.[1] ?? '';
  }

  async remove(): Promise<void> {
    if (this.#server?.exitCode === null) {
      this.#server.kill();
      await once(this.#server, 'close');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  #run(args: string[], env: Record<string, string>): ChildProcess {
    const running = spawn(process.execPath, [NEXT, ...args], {
      cwd: this.#folder,
      env: { PATH: process.env.PATH, NEXT_TELEMETRY_DISABLED: '1', CI: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [running.stdout, running.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    return running;
  }
}
