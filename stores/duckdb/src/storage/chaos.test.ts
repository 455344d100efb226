import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';
import { readAddress } from './sharing/address.ts';
import { type Child, childModule } from './testing/child.ts';
import { randomOf } from './testing/random.ts';

const dir = await mkdtemp(join(tmpdir(), 'duckdb-chaos-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

// Longer: CHAOS_KILLS=200 pnpm vitest run chaos; the choices of a failed run are repeated with its CHAOS_SEED.
const kills = Number(process.env.CHAOS_KILLS ?? 3);
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
const PROCESSES = 4;

test(`four processes write and read one file while owners are killed: nothing is lost, nothing is there twice (CHAOS_SEED=${seed})`, async () => {
  const path = join(dir, 'a.duckdb');
  const random = randomOf(seed);
  const lines: string[] = [];
  const running = new Map<number, Child & { readonly read: Promise<void> }>();
  let names = 0;
  const start = (batches: number) => {
    const started = childModule('chaos.ts', path, `p${names++}`, seed + names, batches);
    const read = (async () => {
      for await (const line of { [Symbol.asyncIterator]: () => started.lines }) lines.push(line);
    })();
    running.set(started.process.pid!, { ...started, read });
  };

  for (let i = 0; i < PROCESSES; i++) start(12);
  for (let killed = 0; killed < kills; ) {
    await wait(random() * 150);
    const owner = (await readAddress(path))?.pid;
    const victim = running.get(owner ?? -1);
    if (victim?.process.exitCode === null && victim.process.kill('SIGKILL')) {
      killed++;
      await victim.ended;
      await victim.read;
      running.delete(owner!);
      start(12);
    }
    if ([...running.values()].every(({ process }) => process.exitCode !== null)) start(12);
  }
  for (const { ended, read } of running.values()) {
    expect(await ended).toBe(0);
    await read;
  }

  expect(lines.filter(line => line.startsWith('!'))).toEqual([]);
  const store = new DuckDBStore({ path, retention: { log: false } });
  const storage = await store.getStore('observability');
  const found = new Map<string, number>();
  for (let after: string | null | undefined; after !== null; ) {
    const page = await storage.listLogs({ limit: 100, ...(after !== undefined && { after }) });
    for (const { logId } of page.logs) found.set(logId, (found.get(logId) ?? 0) + 1);
    after = page.cursor.next;
  }
  await store.close();
  expect([...found].filter(([, times]) => times > 1)).toEqual([]);
  const promised = lines.flatMap(batch => Array.from({ length: 50 }, (_, n) => `${batch}-${n}`));
  expect(promised.length).toBeGreaterThanOrEqual(12 * 50 * PROCESSES);
  expect(promised.filter(id => !found.has(id))).toEqual([]);
  expect(await readdir(dir)).toEqual(['a.duckdb']);
}, 600_000);
