import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { SIGNALS } from '@mastra/core/observability';
import { contentsOf, fillRandomly, KEEP_ALL } from '@mastra/store-conformance';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';

let dir: string;
let stores: DuckDBStore[];

beforeEach(async () => {
  // Brackets and stars are patterns to the engine.
  dir = await mkdtemp(join(tmpdir(), "duckdb-parquet [a*]'-"));
  stores = [];
});

afterEach(async () => {
  for (const store of stores) await store.close();
  await rm(dir, { recursive: true, force: true });
});

async function open() {
  const store = new DuckDBStore({ path: ':memory:', threads: 1, ...KEEP_ALL });
  stores.push(store);
  return { store, storage: await store.getStore('observability') };
}

const day = (n: number) => new Date(Date.UTC(2026, 2, n));
const log = (n: number, message = 'm') => ({ logId: `log-${n}`, timestamp: day(n), level: 'info' as const, message });

describe('Parquet', () => {
  test('brings everything into another store without a difference, once', async () => {
    const { store, storage } = await open();
    await fillRandomly(storage, { seed: 21, size: 120 });
    const { rows } = await storage.storageStats();
    for (const signal of SIGNALS) {
      expect(await store.exportParquet({ signal, dir })).toMatchObject({ rows: rows[signal] });
    }
    expect(await readdir(dir)).toHaveLength(5);
    const other = await open();
    const { files } = await other.store.importParquet({ dir });
    expect(Object.fromEntries(files.map(file => [file.signal, file.rows]))).toEqual(rows);
    const expected = await contentsOf(storage);
    expect(await contentsOf(other.storage)).toEqual(expected);
    await other.store.importParquet({ dir });
    expect((await other.storage.storageStats()).rows).toEqual(rows);
    expect(await contentsOf(other.storage)).toEqual(expected);
  });

  test('leaves what is stored already as it is', async () => {
    const { store, storage } = await open();
    await storage.batchCreateLogs({ logs: [log(1, 'exported'), log(2, 'exported')] });
    const { path } = await store.exportParquet({ signal: 'log', dir });
    const other = await open();
    await other.storage.batchCreateLogs({ logs: [log(2, 'stored')] });
    expect(await other.store.importParquet({ files: [path] })).toEqual({ files: [{ path, signal: 'log', rows: 2 }] });
    const { logs } = await other.storage.listLogs({ orderBy: { direction: 'ASC' } });
    expect(logs.map(({ message }) => message)).toEqual(['exported', 'stored']);
  });

  test('exports ranges side by side, ends included', async () => {
    const { store, storage } = await open();
    await storage.batchCreateLogs({ logs: [1, 2, 3, 4].map(n => log(n)) });
    const early = await store.exportParquet({ signal: 'log', range: { end: day(2) }, dir: join(dir, 'new') });
    const late = await store.exportParquet({ signal: 'log', range: { start: day(2) }, dir: join(dir, 'new') });
    expect([early.rows, late.rows]).toEqual([2, 3]);
    expect(await readdir(join(dir, 'new'))).toEqual([
      'mastra_ai_logs_20260302T000000.000Z_all.parquet',
      'mastra_ai_logs_all_20260302T000000.000Z.parquet',
    ]);
    const other = await open();
    await other.store.importParquet({ dir: join(dir, 'new') });
    expect((await other.storage.storageStats()).rows.log).toBe(4);
  });

  test('imports one signal of a directory', async () => {
    const { store, storage } = await open();
    await fillRandomly(storage, { seed: 22, size: 20 });
    for (const signal of SIGNALS) await store.exportParquet({ signal, dir });
    const other = await open();
    await other.store.importParquet({ dir, signal: 'score' });
    const { score } = (await storage.storageStats()).rows;
    expect((await other.storage.storageStats()).rows).toEqual({ tracing: 0, log: 0, metric: 0, score, feedback: 0 });
  });

  test('takes files of other origin when it is told what they are, and names the columns that they lack', async () => {
    const { store, storage } = await open();
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const write = (name: string, select: string) =>
      connection.run(`COPY (${select}) TO '${dir.replace("'", "''")}/${name}'`);
    await write(
      'a.parquet',
      "SELECT 'a' AS log_id, TIMESTAMP '2026-03-01' AS timestamp, 'warn' AS level, 'from elsewhere' AS message",
    );
    await write('b.parquet', "SELECT 'b' AS log_id, TIMESTAMP '2026-03-01' AS timestamp, 'x' AS message");
    connection.closeSync();
    instance.closeSync();
    const files = [join(dir, 'a.parquet')];
    const refused = { code: 'DUCKDB_PARQUET_INVALID' };
    await expect(store.importParquet({ files })).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("give 'signal'"),
    });
    await store.importParquet({ files, signal: 'log' });
    expect((await storage.listLogs()).logs).toEqual([{ ...log(1, 'from elsewhere'), logId: 'a', level: 'warn' }]);
    await expect(store.importParquet({ files: [join(dir, 'b.parquet')], signal: 'log' })).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('log record has: level.'),
    });
  });

  test('refuses what it cannot use', async () => {
    const { store } = await open();
    const args = { code: 'DUCKDB_PARQUET_ARGS_INVALID' };
    await expect(store.exportParquet({ signal: 'logs' as 'log', dir })).rejects.toMatchObject(args);
    await expect(store.exportParquet({ signal: 'log' } as never)).rejects.toMatchObject(args);
    await expect(store.importParquet({} as never)).rejects.toMatchObject(args);
    await expect(store.importParquet({ dir, files: [] } as never)).rejects.toMatchObject(args);
    await expect(store.importParquet({ dir, file: 'x' } as never)).rejects.toMatchObject(args);
    const path = join(dir, 'no.parquet');
    await writeFile(path, 'PAR1 no parquet');
    await expect(store.importParquet({ dir })).rejects.toMatchObject({ code: 'DUCKDB_PARQUET_INVALID' });
    await expect(store.importParquet({ files: [`${path}x`] })).rejects.toMatchObject({
      code: 'DUCKDB_PARQUET_INVALID',
    });
    const feedback = await store.exportParquet({ signal: 'feedback', dir });
    expect(feedback.rows).toBe(0);
  });
});
