import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { storageFailure } from '@mastra/core/error';
import { afterAll, describe, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';
import { type Child, child } from './testing/child.ts';

const dir = await mkdtemp(join(tmpdir(), 'duckdb-sharing-'));
afterAll(() => rm(dir, { recursive: true, force: true }));
let count = 0;
const newPath = () => join(dir, `${count++}.duckdb`);

const keep = { retention: { tracing: false, log: false, metric: false }, threads: 1 } as const;
const logs = (name: string, rows: number) =>
  Array.from({ length: rows }, (_, n) => ({
    logId: `${name}-${n}`,
    timestamp: new Date(n),
    level: 'info' as const,
    message: name,
  }));
const opened = async (path: string, options = {}) => {
  const store = new DuckDBStore({ path, ...keep, ...options });
  return { store, storage: await store.getStore('observability') };
};
const rowsOf = async (path: string) => {
  const { store, storage } = await opened(path);
  const { rows } = await storage.storageStats();
  await store.close();
  return rows.log;
};
const leftovers = async (path: string) =>
  (await readdir(dir)).filter(name => name.startsWith(path.slice(dir.length + 1)));

/** A process that does what it is told: `write <name> <rows>`, `rows`, `close`. */
const OBEY = `
  import { createInterface } from 'node:readline';
  const store = new DuckDBStore({ path: args[0], threads: 1, retention: { log: false }, ...JSON.parse(args[1] ?? '{}') });
  const storage = await store.getStore('observability');
  console.log('open');
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, name, rows] = line.split(' ');
    if (verb === 'write') await storage.batchCreateLogs({ logs: Array.from({ length: Number(rows) }, (_, n) => ({ logId: name + '-' + n, timestamp: new Date(n), level: 'info', message: name })) });
    if (verb === 'compact') await store.compact();
    if (verb === 'close') await store.close();
    console.log(verb === 'rows' ? (await storage.storageStats()).rows.log : 'done');
  }`;

async function obedient(path: string, options = {}): Promise<Child & { tell(line: string): Promise<string> }> {
  const process_ = child(OBEY, path, JSON.stringify(options));
  expect(await process_.next()).toBe('open');
  return {
    ...process_,
    tell: line => {
      process_.process.stdin!.write(`${line}\n`);
      return process_.next();
    },
  };
}

describe('a file that two processes use', () => {
  test('is read and written by both, goes to the other when its owner closes, and nothing is left behind', async () => {
    const path = newPath();
    const { store, storage } = await opened(path);
    const other = await obedient(path);
    await storage.batchCreateLogs({ logs: logs('mine', 10) });
    expect(await other.tell('write theirs 20')).toBe('done');
    expect(await other.tell('rows')).toBe('30');
    expect((await storage.storageStats()).rows.log).toBe(30);
    expect(await other.tell('compact')).toBe('done');
    expect((await stat(`${path}.owner`)).mode & 0o777).toBe(0o600);
    expect((await stat(`${path}.sock`)).mode & 0o777).toBe(0o600);
    await store.close();
    expect(await other.tell('write later 5')).toBe('done');
    const { pid } = JSON.parse(await readFile(`${path}.owner`, 'utf8'));
    expect(pid).toBe(other.process.pid);
    expect(await rowsOf(path)).toBe(35);
    expect(await other.tell('close')).toBe('done');
    other.process.stdin!.end();
    expect(await other.ended).toBe(0);
    expect(await leftovers(path)).toEqual([path.slice(dir.length + 1)]);
  });

  test('goes on when its owner is killed, and what was under way is there once', async () => {
    const path = newPath();
    const owner = await obedient(path);
    const { store, storage } = await opened(path);
    const writes = Array.from({ length: 10 }, (_, n) => storage.batchCreateLogs({ logs: logs(`w${n}`, 300) }));
    await writes[0];
    owner.process.kill('SIGKILL');
    await Promise.all(writes);
    await Promise.all(writes.map((_, n) => storage.batchCreateLogs({ logs: logs(`w${n}`, 300) })));
    expect((await storage.storageStats()).rows.log).toBe(3000);
    await store.close();
    expect(await leftovers(path)).toEqual([path.slice(dir.length + 1)]);
  });

  test('is refused with the process named, where the other one does not share it', async () => {
    const path = newPath();
    const owner = await obedient(path, { share: false });
    const store = new DuckDBStore({ path, ...keep, share: false });
    const error = await store.init().catch((failure: Error & { code?: string }) => failure);
    expect(error).toMatchObject({
      code: 'DUCKDB_LOCKED',
      message: expect.stringContaining(`the process ${owner.process.pid}`),
    });
    expect(storageFailure(error)).toBe('unreachable');
    owner.process.kill('SIGKILL');
    await owner.ended;
    await store.init();
    await store.close();
  });

  test('keeps no process alive that only reads it through another', async () => {
    const path = newPath();
    const { store } = await opened(path);
    const reader = child(
      `const store = new DuckDBStore({ path: args[0] });
       const storage = await store.getStore('observability');
       console.log((await storage.storageStats()).rows.log);`,
      path,
    );
    expect(await reader.next()).toBe('0');
    expect(await reader.ended).toBe(0);
    const owner = child(
      `const store = new DuckDBStore({ path: args[0] }); await store.init(); console.log('open');`,
      newPath(),
    );
    expect(await owner.next()).toBe('open');
    expect(await owner.ended).toBe(0);
    await store.close();
    expect((await readdir(dir)).filter(name => /\.(sock|owner)/.test(name))).toEqual([]);
  });

  test('is found where its path is too long for a socket', async () => {
    const folder = join(dir, 'x'.repeat(120));
    await mkdir(folder);
    const path = join(folder, 'a.duckdb');
    const { store, storage } = await opened(path);
    const other = await obedient(path);
    expect(await other.tell('write theirs 3')).toBe('done');
    expect((await storage.storageStats()).rows.log).toBe(3);
    expect((await readdir(folder)).filter(name => name.endsWith('.sock'))).toEqual([]);
    const { socket } = JSON.parse(await readFile(`${path}.owner`, 'utf8'));
    other.process.kill();
    await store.close();
    await expect(stat(socket)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(folder)).toEqual(['a.duckdb']);
  });

  test('answers nobody without the secret', async () => {
    const path = newPath();
    const { store } = await opened(path);
    const { request } = await import('node:http');
    const status = await new Promise(resolve =>
      request({ socketPath: `${path}.sock`, path: '/v1', headers: { authorization: 'Bearer guess' } }, response =>
        resolve(response.statusCode),
      ).end(),
    );
    expect(status).toBe(403);
    await store.close();
  });
});

describe('two stores of one process on one file', () => {
  test.each([
    ['by the same path', (path: string) => [path]],
    ['by a symbolic link', (path: string) => [`${path}.link`, () => symlink(path, `${path}.link`)]],
    [
      'by a symbolic link to the folder',
      (path: string) => [join(`${path}.dir`, path.slice(dir.length)), () => symlink(dir, `${path}.dir`)],
    ],
    ['by a hard link', (path: string) => [`${path}.hard`, () => link(path, `${path}.hard`)]],
  ] as const satisfies readonly (readonly [string, (path: string) => readonly [string, (() => Promise<void>)?]])[])(
    '%s see the same, and lose nothing',
    async (_, other) => {
      const path = newPath();
      const first = await opened(path);
      const [otherPath, make] = other(path);
      await make?.();
      const second = await opened(otherPath);
      await Promise.all(
        [first, second].flatMap(({ storage }, s) =>
          Array.from({ length: 5 }, (_, n) => storage.batchCreateLogs({ logs: logs(`${s}-${n}`, 40) })),
        ),
      );
      expect((await first.storage.storageStats()).rows.log).toBe(400);
      await first.store.compact();
      await first.store.close();
      await expect(first.storage.listLogs()).rejects.toMatchObject({ code: 'STORAGE_CLOSED' });
      expect((await second.storage.storageStats()).rows.log).toBe(400);
      await second.store.close();
      expect(await rowsOf(path)).toBe(400);
    },
  );

  test('in a worker thread see the same, and lose nothing', async () => {
    const path = newPath();
    const { store, storage } = await opened(path);
    await store.compact();
    const source = `import { workerData, parentPort } from 'node:worker_threads';
      import { DuckDBStore } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const store = new DuckDBStore({ path: workerData, threads: 1, retention: { log: false } });
      const storage = await store.getStore('observability');
      for (let n = 0; n < 5; n++) await storage.batchCreateLogs({ logs: Array.from({ length: 40 }, (_, i) => ({ logId: 'worker-' + n + '-' + i, timestamp: new Date(i), level: 'info', message: 'm' })) });
      parentPort.postMessage((await storage.storageStats()).rows.log);
      await store.close();`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      workerData: path,
      execArgv: ['--conditions=mastra-source'],
    });
    const ended = new Promise(resolve => worker.once('exit', resolve));
    for (let n = 0; n < 5; n++) await storage.batchCreateLogs({ logs: logs(`main-${n}`, 40) });
    await ended;
    expect((await storage.storageStats()).rows.log).toBe(400);
    await store.close();
    expect(await rowsOf(path)).toBe(400);
  });

  test('where one does not share are refused, also by another path', async () => {
    const path = newPath();
    const first = await opened(path, { share: false });
    await symlink(path, `${path}.link`);
    for (const given of [path, `${path}.link`]) {
      const error = await new DuckDBStore({ path: given, ...keep, share: false })
        .init()
        .catch((failure: Error) => failure);
      expect(error).toMatchObject({ code: 'DUCKDB_ALREADY_OPEN' });
    }
    await first.store.close();
  });
});
