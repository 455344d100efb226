import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MastraStorage } from '@mastra/core/storage';
import { afterAll, describe, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';
import { child } from './testing/child.ts';

const dir = await mkdtemp(join(tmpdir(), 'duckdb-file-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const keep = { retention: { tracing: false, log: false, metric: false } } as const;
const opened = async (store: MastraStorage) => (await store.getStore('observability'))!;
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error & { code?: string }) => error,
  );

const log = (n: number, message = 'x') => ({
  logId: `log-${n}`,
  timestamp: new Date(n),
  level: 'info' as const,
  message,
});
const span = (n: number, traceId = `trace-${n}`) => ({
  traceId,
  spanId: `span-${n}`,
  name: 'work',
  spanType: 'generic' as const,
  startedAt: new Date(n),
  endedAt: new Date(n + 1),
});

const WRITE_FOR_EVER = `
  const store = new DuckDBStore({ path: args[0], retention: { tracing: false, log: false } });
  const storage = await store.getStore('observability');
  for (let n = 0; ; n += 100) {
    const records = Array.from({ length: 100 }, (_, i) => ({ traceId: 'trace-' + n, spanId: 'span-' + i, name: 'work', spanType: 'generic', startedAt: new Date(n + i), endedAt: new Date(n + i), input: 'x'.repeat(500), ...(i && { parentSpanId: 'span-0' }) }));
    const logs = records.map((_, i) => ({ logId: 'log-' + (n + i), timestamp: new Date(n + i), level: 'info', message: 'm' }));
    await Promise.all([storage.batchCreateSpans({ records }), storage.batchCreateLogs({ logs })]);
    console.log(n + 100);
  }`;

describe('a DuckDB file', () => {
  test('holds everything that was promised, after the process was killed', async () => {
    for (const batches of [1, 4, 9]) {
      const path = join(dir, `killed-${batches}.duckdb`);
      const writer = child(WRITE_FOR_EVER, path);
      let promised = 0;
      for (let i = 0; i < batches; i++) promised = Number(await writer.next());
      writer.process.kill('SIGKILL');
      await writer.ended;
      const store = new DuckDBStore({ path, ...keep });
      const storage = await opened(store);
      const { rows } = await storage.storageStats();
      expect(rows.tracing).toBeGreaterThanOrEqual(promised);
      expect(rows.log).toBeGreaterThanOrEqual(promised);
      const { pagination } = await storage.listTraces();
      expect(pagination.total * 100).toBe(rows.tracing);
      await storage.batchCreateLogs({ logs: Array.from({ length: promised }, (_, n) => log(n)) });
      expect((await storage.storageStats()).rows.log).toBe(rows.log);
      await store.close();
      expect((await readdir(dir)).filter(name => name.startsWith(`killed-${batches}`))).toEqual([
        `killed-${batches}.duckdb`,
      ]);
    }
  });

  test('is free for another process after close, with all that was written', async () => {
    const path = join(dir, 'handed-on.duckdb');
    const store = new DuckDBStore({ path, ...keep });
    const storage = await opened(store);
    const writes = Array.from({ length: 20 }, (_, n) => storage.batchCreateLogs({ logs: [log(n)] }));
    const [, ...ends] = await Promise.all([store.close(), ...writes.map(write => failure(write))]);
    const kept = ends.filter(error => error === undefined).length;
    for (const error of ends) if (error) expect(error.code).toBe('STORAGE_CLOSED');
    const reader = child(
      `const store = new DuckDBStore({ path: args[0], retention: { log: false } }); const storage = await store.getStore('observability');
       console.log((await storage.storageStats()).rows.log); await store.close();`,
      path,
    );
    expect(Number(await reader.next())).toBe(kept);
    expect(await reader.ended).toBe(0);
  });

  test('that is none is refused and left as it is', async () => {
    const path = join(dir, 'letter.txt');
    const text = 'Dear reader, this is no database. '.repeat(1000);
    await writeFile(path, text);
    const error = await failure(new DuckDBStore({ path }).init());
    expect(error).toMatchObject({ code: 'DUCKDB_NOT_A_DATABASE' });
    expect(error?.message).toContain(path);
    expect((await stat(path)).size).toBe(text.length);
  });

  test('gets its directory made, and says so where that cannot be', async () => {
    const store = new DuckDBStore({ path: join(dir, 'new', 'deep', 'a.duckdb') });
    await store.init();
    await store.close();
    await writeFile(join(dir, 'occupied'), '');
    await mkdir(join(dir, 'folder.duckdb'));
    for (const path of [join(dir, 'occupied', 'a.duckdb'), join(dir, 'folder.duckdb')]) {
      const error = await failure(new DuckDBStore({ path }).init());
      expect(error).toMatchObject({ code: 'DUCKDB_PATH_UNUSABLE' });
      expect(error?.message).toContain(path);
    }
  });

  test('of a newer version of this package is refused', async () => {
    const path = join(dir, 'newer.duckdb');
    const first = new DuckDBStore({ path });
    await first.init();
    await first.close();
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run('INSERT INTO mastra_migrations (version) VALUES (1000)');
    connection.closeSync();
    instance.closeSync();
    await expect(new DuckDBStore({ path }).init()).rejects.toMatchObject({ code: 'DUCKDB_SCHEMA_TOO_NEW' });
  });

  test('becomes smaller by compact, and loses nothing', async () => {
    const path = join(dir, 'compacted.duckdb');
    const now = Date.now();
    const store = new DuckDBStore({ path, ...keep, now: () => now });
    const storage = await opened(store);
    const noise = (n: number) => Array.from({ length: 40 }, (_, i) => Math.sin(n * 40 + i)).join(' ');
    await storage.batchCreateLogs({ logs: Array.from({ length: 8000 }, (_, n) => log(n, noise(n))) });
    await storage.createSpan({ span: span(1) });
    await storage.prune({ policies: { log: { olderThanMs: now - 7900 } } });
    const before = (await storage.storageStats()).bytes!;
    const [, listed] = await Promise.all([store.compact(), storage.listTraces()]);
    const after = await storage.storageStats();
    expect(listed.spans.length).toBe(1);
    expect(after.bytes!).toBeLessThan(before / 2);
    expect(after.rows).toMatchObject({ log: 100, tracing: 1 });
    await storage.batchCreateLogs({ logs: [log(9000)] });
    await store.close();
    const again = new DuckDBStore({ path, ...keep });
    expect((await (await opened(again)).storageStats()).rows.log).toBe(101);
    await again.close();
  });
});

describe('retention', () => {
  test('is applied by itself when the store opens', async () => {
    const path = join(dir, 'old.duckdb');
    const first = new DuckDBStore({ path, ...keep });
    await (await opened(first)).batchCreateLogs({ logs: [log(1), { ...log(2), timestamp: new Date() }] });
    await first.close();
    const second = new DuckDBStore({ path });
    await second.init();
    await second.close();
    const third = new DuckDBStore({ path, ...keep });
    expect((await (await opened(third)).storageStats()).rows.log).toBe(1);
    await third.close();
  });
});

describe('a list of the newest', () => {
  test('begins with the newest that is left, also where a newer one was deleted from an older part of the file', async () => {
    const path = join(dir, 'deleted.duckdb');
    let store = new DuckDBStore({ path, ...keep });
    await (await opened(store)).batchCreateSpans({ records: [span(1), span(2), span(1000)] });
    await store.close();
    store = new DuckDBStore({ path, ...keep });
    const storage = await opened(store);
    await storage.batchCreateSpans({ records: [span(900)] });
    await storage.batchDeleteTraces({ traceIds: ['trace-1000'] });
    for (const field of ['startedAt', 'endedAt'] as const) {
      const { spans } = await storage.listTraces({ orderBy: { field, direction: 'DESC' }, pagination: { perPage: 1 } });
      expect(spans.map(({ traceId }) => traceId)).toEqual(['trace-900']);
    }
    await store.close();
  });

  test('is complete where spans that have ended replaced the ones that ran, in a file that was opened anew', async () => {
    const path = join(dir, 'newest.duckdb');
    let store = new DuckDBStore({ path, ...keep });
    const old = Array.from({ length: 500 }, (_, n) => span(n * 1000));
    await (await opened(store)).batchCreateSpans({ records: old });
    await store.close();
    store = new DuckDBStore({ path, ...keep });
    const storage = await opened(store);
    const recent = Array.from({ length: 30 }, (_, n) => span(1_000_000 + n));
    await storage.batchCreateSpans({ records: recent.map(({ endedAt: _, ...running }) => running) });
    await storage.batchCreateSpans({ records: recent });
    await storage.batchDeleteTraces({ traceIds: recent.slice(5).map(({ traceId }) => traceId) });
    const expected = [...recent.slice(0, 5).reverse(), ...old.toReversed()].map(({ traceId }) => traceId);
    for (const limit of [1, 5, 6, 20, 100]) {
      const { spans } = await storage.listTraces({ limit });
      expect(spans.map(({ traceId }) => traceId)).toEqual(expected.slice(0, limit));
    }
    const page = await storage.listTraces({ pagination: { page: 2, perPage: 3 } });
    expect(page.pagination).toMatchObject({ total: 505, hasMore: true });
    expect(page.spans.map(({ traceId }) => traceId)).toEqual(expected.slice(6, 9));
    const oldest = await storage.listTraces({ limit: 3, orderBy: { field: 'startedAt', direction: 'ASC' } });
    expect(oldest.spans.map(({ traceId }) => traceId)).toEqual(expected.toReversed().slice(0, 3));
    await store.close();
  });
});
