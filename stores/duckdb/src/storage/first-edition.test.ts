import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckDBStore } from '../index.ts';
import { tables } from './domains/observability/migrations/001-tables.ts';

const fixture = new URL('../../fixtures/first-edition.duckdb.gz', import.meta.url);
const keepAll = { tracing: false, log: false, metric: false, score: false, feedback: false } as const;

let dir: string;
let path: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'first-edition-'));
  path = join(dir, 'x.duckdb');
  await writeFile(path, gunzipSync(await readFile(fixture)));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function open(): Promise<{ readonly store: DuckDBStore; readonly storage: ObservabilityStorage }> {
  const store = new DuckDBStore({ path, retention: keepAll, pruneIntervalMs: false });
  return { store, storage: (await store.getStore('observability'))! };
}

/** What the file says by the SQL that people have written against the first edition. */
async function publicRows(): Promise<Record<string, unknown>> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const rows: Record<string, unknown> = {};
  try {
    for (const table of ['spans', 'traces', 'logs', 'metrics', 'scores', 'feedback']) {
      const columns = await connection.runAndReadAll(`DESCRIBE mastra_ai_${table}`);
      const names = columns.getRowObjectsJS().map(row => String(row.column_name));
      const known = names.filter(name => name !== 'sample_weight' && name !== 'sequence').sort();
      const found = await connection.runAndReadAll(
        `SELECT to_json({${known.map(name => `"${name}": "${name}"`).join(', ')}}) AS row FROM mastra_ai_${table} ORDER BY 1`,
      );
      rows[table] = found.getRowObjectsJS().map(({ row }) => JSON.parse(String(row)));
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return rows;
}

describe('a file of the first edition', () => {
  it('is carried over with every row and every column', async () => {
    const before = await publicRows();
    const { store, storage } = await open();
    const stats = await storage.storageStats();
    expect(stats.rows).toEqual({ tracing: 9, log: 7, metric: 6, score: 3, feedback: 3 });
    await store.close();
    expect(await publicRows()).toEqual(before);
    expect(await readdir(dir)).toEqual(['x.duckdb']);
  });

  it('is read, searched and written as if it had been made now', async () => {
    const { store, storage } = await open();
    const traceId = '2'.padStart(32, '0');
    const trace = await storage.getTrace({ traceId });
    expect(trace?.spans.map(({ name, status }) => [name, status])).toEqual([
      ['span 0', 'success'],
      ['span 1', 'error'],
      ['span 2', 'success'],
    ]);
    expect(trace?.spans[0]).toMatchObject({ userId: 'é "user"', tags: ['a', ''], input: { q: 'nul \0 2', k: 0 } });
    const listed = await storage.listTraces({ filters: { sessionId: 'session-1', tags: [''] } });
    expect(listed.spans.map(span => span.runId)).toEqual(['run-3', 'run-1']);
    const metrics = await storage.getMetricBreakdown({ name: ['duration'], aggregation: 'sum', groupBy: ['tool'] });
    expect(metrics.groups.map(({ dimensions }) => dimensions.tool).sort()).toEqual(['t0', 't1']);
    const logs = await storage.listLogs({ search: 'looking' });
    expect(logs.pagination.total).toBe(6);
    // What is there already is known, and the span that ran may end.
    const spans = await storage.getTrace({ traceId: '3'.padStart(32, '0') });
    const running = spans!.spans.find(span => span.status === 'running')!;
    const { status: _, ...ended } = { ...running, endedAt: new Date(running.startedAt.getTime() + 5) };
    await storage.batchCreateSpans({ records: [...trace!.spans.map(({ status, ...span }) => span), ended] as never });
    await storage.batchCreateLogs({ logs: [...logs.logs] as never });
    expect((await storage.storageStats()).rows).toMatchObject({ tracing: 9, log: 7 });
    await store.close();
  });

  it('of more rows than are carried over at a time keeps their order and what they share', async () => {
    path = join(dir, 'many.duckdb');
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    for (const statement of tables) await connection.run(statement);
    await connection.run('CREATE TABLE mastra_migrations (version INTEGER NOT NULL, applied_at TIMESTAMP)');
    await connection.run('INSERT INTO mastra_migrations (version) VALUES (1)');
    await connection.run(
      "INSERT INTO mastra_ai_metrics (metric_id, timestamp, name, metric_type, value, labels, session_id) SELECT 'm' || i, make_timestamp_ms(1763683200000 + i), 'n' || i % 3, 'gauge', i, '{}', 's' || i // 100 FROM range(25000) r(i)",
    );
    connection.closeSync();
    instance.closeSync();
    const { store, storage } = await open();
    const page = await storage.listMetrics({ filters: { sessionId: 's120' }, limit: 100 });
    expect(page.metrics.map(({ metricId }) => metricId)).toEqual(
      Array.from({ length: 100 }, (_, i) => `m${12099 - i}`),
    );
    const sums = await storage.getMetricBreakdown({
      name: ['n0', 'n1', 'n2'],
      aggregation: 'count',
      groupBy: ['sessionId'],
    });
    expect(sums.groups).toHaveLength(250);
    expect(new Set(sums.groups.map(({ value }) => value))).toEqual(new Set([100]));
    await store.close();
  });

  it('opens with everything after it was killed while it was carried over', async () => {
    const before = await publicRows();
    for (const afterMs of [300, 500, 700]) {
      await killAfter(afterMs);
      const { store, storage } = await open();
      expect((await storage.storageStats()).rows.tracing).toBe(9);
      await store.close();
      expect(await publicRows()).toEqual(before);
      await writeFile(path, gunzipSync(await readFile(fixture)));
    }
  });
});

/** Opens the file in another process and kills that after a while, wherever it is. */
async function killAfter(ms: number): Promise<void> {
  const program = `import { DuckDBStore } from '@mastra/duckdb'; await new DuckDBStore({ path: ${JSON.stringify(path)}, retention: ${JSON.stringify(keepAll)} }).init(); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--conditions=mastra-source', '--input-type=module', '--eval', program], {
    cwd: new URL('../../', import.meta.url),
    stdio: 'ignore',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  await once(child, 'exit');
  clearTimeout(timer);
}
