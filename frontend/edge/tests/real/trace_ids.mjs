// Answers each line, a JSON value, with what the edge's rule makes of it.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { sanitizeTraceId } = await import(pathToFileURL(process.argv[2]).href);
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(sanitizeTraceId(JSON.parse(line)) ?? null)}\n`);
