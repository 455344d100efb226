import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';
import { child } from './testing/child.ts';

const root = await mkdtemp(join(tmpdir(), 'duckdb-compact-'));
afterAll(() => rm(root, { recursive: true, force: true }));

const keep = { retention: { tracing: false, log: false, metric: false }, threads: 1 } as const;
const logs = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    logId: `log-${from + n}`,
    timestamp: new Date(from + n),
    level: 'info' as const,
    message: `${Math.sin(from + n)} ${Math.cos(from + n)}`,
  }));

let dir = '';
let path = '';
let count = 0;
beforeEach(async () => {
  dir = join(root, String(count++));
  await mkdir(dir);
  path = join(dir, 'a.duckdb');
});

/** The store goes on as if nothing had been tried, now and after it was opened again. */
async function usable(store: DuckDBStore, rows: number): Promise<void> {
  const storage = await store.getStore('observability');
  expect((await storage.storageStats()).rows.log).toBe(rows);
  await storage.batchCreateLogs({ logs: logs(1_000_000, 7) });
  await store.compact();
  expect((await storage.listLogs({ limit: 100 })).logs.length).toBe(Math.min(100, rows + 7));
  await store.close();
  const again = new DuckDBStore({ path, ...keep });
  expect((await (await again.getStore('observability')).storageStats()).rows.log).toBe(rows + 7);
  await again.close();
  expect((await readdir(dir)).filter(name => name !== 'real')).toEqual(['a.duckdb']);
}

describe('compact() that fails leaves the store as it was', () => {
  test('where the copy cannot be made', async () => {
    const store = new DuckDBStore({ path, ...keep });
    await (await store.getStore('observability')).batchCreateLogs({ logs: logs(0, 50) });
    // The engine finds a folder where it would make its file.
    const obstacle = join(`${path}.loading`, 'compact.duckdb', 'full');
    await mkdir(obstacle, { recursive: true });
    await expect(store.compact()).rejects.toMatchObject({ code: 'DUCKDB_PATH_UNUSABLE' });
    await rm(join(`${path}.loading`, 'compact.duckdb'), { recursive: true });
    await usable(store, 50);
  });

  test('where the old file cannot be replaced', async () => {
    const store = new DuckDBStore({ path, ...keep });
    await (await store.getStore('observability')).batchCreateLogs({ logs: logs(0, 50) });
    const obstacle = join(`${path}.loading`, 'compact.duckdb.old', 'full');
    await mkdir(obstacle, { recursive: true });
    await expect(store.compact()).rejects.toMatchObject({ code: 'DUCKDB_PATH_UNUSABLE' });
    await rm(join(`${path}.loading`, 'compact.duckdb.old'), { recursive: true });
    await usable(store, 50);
  });

  test('where the disk is full', async () => {
    // A limit on the size of files stands in for the disk, and the log is in the way of it as everything is.
    const program = `import { DuckDBStore } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      process.on('SIGXFSZ', () => undefined);
      const store = new DuckDBStore({ path: ${JSON.stringify(path)}, threads: 1, retention: { log: false } });
      const storage = await store.getStore('observability');
      const before = (await storage.storageStats()).rows.log;
      const error = await store.compact().catch(error => error);
      console.log(error?.code, before, (await storage.storageStats()).rows.log, (await storage.listLogs({ limit: 5 })).logs.length);
      await store.close();`;
    const store = new DuckDBStore({ path, ...keep });
    const storage = await store.getStore('observability');
    await storage.batchCreateLogs({ logs: logs(0, 20_000) });
    await store.close();
    const kilobytes = Math.floor((await stat(path)).size / 1024 / 2);
    const args = ['--conditions=mastra-source', '--input-type=module', '--eval', program];
    const limited = spawn('bash', ['-c', `ulimit -f ${kilobytes}; exec "$0" "$@"`, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    limited.stdout.on('data', chunk => {
      said += chunk;
    });
    expect((await once(limited, 'exit'))[0]).toBe(0);
    expect(said.trim()).toBe('DUCKDB_DISK_FULL 20000 20000 5');
    await usable(new DuckDBStore({ path, ...keep }), 20_000);
  }, 60_000);

  test('where the process is killed in the middle, wherever that is', async () => {
    const program = `const store = new DuckDBStore({ path: args[0], threads: 1, retention: { log: false } });
      const storage = await store.getStore('observability');
      console.log((await storage.storageStats()).rows.log);
      for (;;) await store.compact();`;
    const store = new DuckDBStore({ path, ...keep });
    await (await store.getStore('observability')).batchCreateLogs({ logs: logs(0, 3000) });
    await store.close();
    for (let round = 0; round < 3; round++) {
      const compacting = child(program, path);
      expect(await compacting.next()).toBe('3000');
      await wait(Math.random() * 80);
      compacting.process.kill('SIGKILL');
      await compacting.ended;
    }
    await usable(new DuckDBStore({ path, ...keep }), 3000);
  }, 60_000);
});

describe('the file after compact()', () => {
  test.each([0o600, 0o644, 0o660])('has the mode that it had (%o)', async mode => {
    const store = new DuckDBStore({ path, ...keep });
    const storage = await store.getStore('observability');
    await storage.batchCreateLogs({ logs: logs(0, 20) });
    await chmod(path, mode);
    await store.compact();
    await storage.batchCreateLogs({ logs: logs(20, 20) });
    expect((await stat(path)).mode & 0o777).toBe(mode);
    expect((await stat(`${path}.wal`)).mode & 0o777).toBe(mode);
    await usable(store, 40);
  });

  test('is the one that a symbolic link names', async () => {
    await mkdir(join(dir, 'real'));
    await symlink(join(dir, 'real', 'b.duckdb'), path);
    const store = new DuckDBStore({ path, ...keep });
    const storage = await store.getStore('observability');
    await storage.batchCreateLogs({ logs: logs(0, 20) });
    await store.compact();
    await usable(store, 20);
    expect(await readdir(join(dir, 'real'))).toEqual(['b.duckdb']);
  });
});
