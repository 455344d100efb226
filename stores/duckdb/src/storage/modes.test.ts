import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';

const dir = await mkdtemp(join(tmpdir(), 'duckdb-modes-'));
afterAll(() => rm(dir, { recursive: true, force: true }));
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const logs = [{ logId: 'a', timestamp: new Date(0), level: 'info' as const, message: 'x' }];

describe('what a store makes is for its user alone', () => {
  test('folders, the database, its log, load files and Parquet files', async () => {
    const path = join(dir, 'new', 'deep', 'a.duckdb');
    const store = new DuckDBStore({ path, retention: { log: false } });
    const storage = await store.getStore('observability');
    for (let checkpoints = 0; checkpoints < 2; checkpoints++) {
      await storage.batchCreateLogs({ logs: [{ ...logs[0]!, logId: `log-${checkpoints}` }] });
      expect(await modeOf(`${path}.wal`)).toBe('600');
      await store.compact();
    }
    expect(await modeOf(join(dir, 'new'))).toBe('700');
    expect(await modeOf(join(dir, 'new', 'deep'))).toBe('700');
    expect(await modeOf(path)).toBe('600');
    expect(await modeOf(`${path}.loading`)).toBe('700');
    const exported = await store.exportParquet({ signal: 'log', dir: join(dir, 'parquet', 'log') });
    expect(await modeOf(join(dir, 'parquet'))).toBe('700');
    expect(await modeOf(exported.path)).toBe('600');
    await store.close();
  });

  test('what is there already keeps its mode', async () => {
    const folder = join(dir, 'shared');
    await mkdir(folder, { mode: 0o755 });
    const path = join(folder, 'a.duckdb');
    const { DuckDBInstance } = await import('@duckdb/node-api');
    (await DuckDBInstance.create(path)).closeSync();
    const given = await modeOf(path);
    const store = new DuckDBStore({ path, retention: { log: false } });
    await (await store.getStore('observability')).batchCreateLogs({ logs });
    await writeFile(join(folder, 'mastra_ai_logs.parquet'), '', { mode: 0o640 });
    const exported = await store.exportParquet({ signal: 'log', dir: folder });
    expect(await modeOf(exported.path)).toBe('640');
    await store.close();
    expect(await modeOf(folder)).toBe('755');
    expect(await modeOf(path)).toBe(given);
  });

  test("':memory:' leaves nothing in the temporary folder or beside the program", async () => {
    const before = [await readdir(tmpdir()), await readdir('.')];
    const store = new DuckDBStore({ path: ':memory:', retention: { log: false } });
    await (await store.getStore('observability')).batchCreateLogs({ logs });
    const left = [await readdir(tmpdir()), await readdir('.')].map((names, i) =>
      names.filter(name => name.startsWith('mastra-duckdb') && !before[i]!.includes(name)),
    );
    expect(left).toEqual([[], []]);
    await store.close();
  });
});
