import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InMemoryStore, type MastraStorage } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, expect, it } from 'vitest';
import { DefaultExporter } from '../../exporters/default.ts';
import { Observability } from '../../instances/observability.ts';
import { SpoolBench, until } from '../../testing/spools.ts';

const bench = new SpoolBench();
afterAll(() => bench.clear());

const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Emits under load, and says now and then up to which number all of its events are delivered or on the disk. */
const EMIT_FOR_EVER = `
  import { DuckDBStore } from ${JSON.stringify(import.meta.resolve('@mastra/duckdb'))};
  import { Observability } from ${source('../../instances/observability.ts')};
  import { DefaultExporter } from ${source('../../exporters/default.ts')};
  const [path, dir, first, isUp] = process.argv.slice(1);
  const storage = isUp ? new DuckDBStore({ path, retention: { log: false } }) : { getStore: async () => { throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' }); } };
  const exporter = new DefaultExporter({ storage, maxQueueEvents: 2000, maxBatchSize: 200, maxBatchWaitMs: 20, retry: { initialDelayMs: 1, maxDelayMs: 5 } });
  const observability = new Observability({ serviceName: 'killed', exporters: [exporter], delivery: { spool: { dir } } });
  observability.attach({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
  const instance = observability.getDefaultInstance();
  const { log } = exporter.health().signals;
  for (let n = Number(first); ; ) {
    for (let i = 0; i < 600; i++, n++) {
      instance.emit({ type: 'log', log: { logId: 'log-' + n, timestamp: new Date(n), level: 'error', message: 'x'.repeat(200) } });
      if (i % 50 === 0) await new Promise(resolve => setImmediate(resolve));
    }
    while (log.queued > 0) await new Promise(resolve => setImmediate(resolve));
    if (log.dropped.queue_full > 0) throw new Error('the queue was full');
    process.stdout.write(n + '\\n');
  }`;

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function application(storage: MastraStorage, dir: string): Observability {
  const exporters = [new DefaultExporter({ storage })];
  const observability = new Observability({ serviceName: 'other', exporters, delivery: { spool: { dir } } });
  observability.attach({ logger });
  return observability;
}

it('nothing that was on the disk is lost when the process is killed at any moment, and nothing is there twice, nor taken from the living', async () => {
  const dir = await bench.directory();
  const path = join(dir, 'events.duckdb');
  const spool = join(dir, 'spool');
  const promised: [number, number][] = [];
  let first = 0;
  for (const [run, messages] of [1, 1, 2, 1].entries()) {
    const isUp = run % 2 === 0 ? 'up' : '';
    const args = ['--conditions=mastra-source', '--input-type=module', '--eval', EMIT_FOR_EVER];
    const child = spawn(process.execPath, [...args, path, spool, String(first), isUp], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let upTo = first;
    for (let i = 0; i < messages; i++) {
      const line = await lines.next();
      if (line.done) throw new Error('the process ended by itself');
      upTo = Number(line.value);
    }
    const bystander = application(new InMemoryStore(), spool);
    await expect(bystander.flush()).resolves.toMatchObject({ delivered: 0, pending: 0 });
    await bystander.shutdown();
    // Anywhere in the next group: while it is emitted, written, synced or sent.
    const moment = performance.now() + 30 * run;
    await until(() => performance.now() >= moment);
    child.kill('SIGKILL');
    await once(child, 'exit');
    promised.push([first, upTo]);
    first += 1_000_000;
  }
  const storage = new DuckDBStore({ path, retention: { log: false } });
  const observability = application(storage, spool);
  const { pending, failed } = await observability.flush();
  expect({ pending, failed }).toEqual({ pending: 0, failed: 0 });
  const store = (await storage.getStore('observability'))!;
  const seen = new Set<string>();
  let after: string | undefined;
  do {
    const page = await store.listLogs({ after, limit: 100 });
    for (const { logId } of page.logs) {
      expect(seen).not.toContain(logId);
      seen.add(logId);
    }
    after = page.cursor?.next ?? undefined;
  } while (after);
  for (const [from, upTo] of promised) {
    expect(upTo).toBeGreaterThan(from);
    const missing = Array.from({ length: upTo - from }, (_, i) => `log-${from + i}`).filter(id => !seen.has(id));
    expect(missing).toEqual([]);
  }
  await observability.shutdown();
  await storage.close();
  // Five processes, of which each compiles everything.
}, 120_000);
