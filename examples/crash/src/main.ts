import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Mastra } from '@mastra/core';
import { DuckDBStore } from '@mastra/duckdb';
import { DefaultExporter } from '@mastra/observability';

// The first run, until it is killed.
const app = fileURLToPath(new URL('app.ts', import.meta.url));
const child = spawn(process.execPath, ['--conditions=mastra-source', app], { stdio: ['ignore', 'pipe', 'ignore'] });
let before = { emitted: 0, delivered: 0, queued: 0, spooled: 0 };
for await (const line of createInterface({ input: child.stdout })) {
  if (!line.startsWith('{')) continue;
  before = JSON.parse(line);
  if (before.emitted >= 5000) break;
}
child.kill('SIGKILL');
await once(child, 'exit');
console.log('before the kill:', before);

// The second run finds what the first has left.
const storage = new DuckDBStore({ path: 'crash.duckdb' });
const mastra = new Mastra({
  storage,
  observability: { serviceName: 'crash', exporters: [new DefaultExporter()], delivery: { spool: { dir: 'spool' } } },
});
await mastra.observability.flush({ timeoutMs: 60_000 });
const { emitted, delivered, queued, spooled } = mastra.observability.health().exporters.default!.signals.log;
console.log('after the restart:', { emitted, delivered, queued, spooled });

// Every event that the first run had accepted is there, and is there once.
const times = new Map<string, number>();
const store = (await storage.getStore('observability'))!;
let after: string | undefined;
do {
  const page = await store.listLogs({ after, limit: 100 });
  for (const { message } of page.logs) times.set(message, (times.get(message) ?? 0) + 1);
  after = page.cursor?.next ?? undefined;
} while (after);
const accepted = Array.from({ length: before.emitted }, (_, n) => `event ${n}`);
const missing = accepted.filter(message => !times.has(message));
const twice = [...times.values()].filter(count => count > 1);
console.log(`${accepted.length} accepted, ${accepted.length - missing.length} there, ${twice.length} there twice`);
await mastra.shutdown();
process.exit(missing.length === 0 && twice.length === 0 && accepted.length > 0 ? 0 : 1);
