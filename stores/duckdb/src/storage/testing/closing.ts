import { setTimeout as wait } from 'node:timers/promises';
import { DuckDBStore } from '../index.ts';
import { randomOf } from './random.ts';

/**
 * Closes a store at random moments, again and again: node closing.ts <path> <seed> <rounds> [exit]. Says what went wrong,
 * and at the end `closed <rounds>`; then the process has nothing left to do. With `exit` it ends in the middle of the
 * last round.
 */
const [path, seed, rounds, ending] = process.argv.slice(2) as [string, string, string, string?];
const random = randomOf(Number(seed));
const keep = { retention: { tracing: false, log: false, metric: false } } as const;

const acknowledged = new Set<string>();
for (let round = 1; round <= Number(rounds); round++) {
  await play(round);
  if (round % 5 === 0) await check(round);
}
console.log(`closed ${rounds}`);

async function play(round: number): Promise<void> {
  const store = new DuckDBStore({ path, threads: 1, ...keep });
  const storage = await store.getStore('observability');
  let count = 0;
  const write = async () => {
    const batch = `${seed}-${round}-${count++}`;
    const logs = Array.from({ length: 1 + Math.floor(random() * 400) }, (_, n) => ({
      logId: `${batch}-${n}`,
      timestamp: new Date(),
      level: 'info' as const,
      message: `${batch} of many`,
    }));
    await storage.batchCreateLogs({ logs });
    for (const { logId } of logs) acknowledged.add(logId);
  };
  const span = {
    traceId: 't',
    spanId: `s-${round}`,
    name: 'work',
    spanType: 'generic',
    startedAt: new Date(),
  } as const;
  const calls: readonly (() => Promise<unknown>)[] = [
    write,
    write,
    write,
    () => storage.createSpan({ span }),
    () => storage.updateSpan({ traceId: 't', spanId: `s-${round}`, updates: { output: 'done' } }),
    () => storage.listLogs({ limit: 20 }),
    () => storage.listTraces(),
    () => storage.storageStats(),
    () => storage.prune({ policies: { tracing: { olderThanMs: 3_600_000 } } }),
    () => storage.batchDeleteTraces({ traceIds: ['t'] }),
    () => store.init(),
    ...(random() < 0.3 ? [() => store.compact()] : []),
  ];
  const running: Promise<unknown>[] = [];
  const run = (promise: Promise<unknown>) => {
    promise.catch(() => undefined);
    running.push(promise);
  };
  const closeAt = Math.floor(random() * 12);
  for (let i = 0; i < 14; i++) {
    if (ending === 'exit' && round === Number(rounds) && i === closeAt) process.exit(0);
    if (i === closeAt) run(random() < 0.5 ? store.close() : storage.close());
    run(calls[Math.floor(random() * calls.length)]!());
    if (random() < 0.4) await wait(random() * 8);
  }
  run(store.close());
  const results = await Promise.race([Promise.allSettled(running), wait(20_000, undefined, { ref: false })]);
  if (!results) return console.log(`round ${round}: a promise never settles`);
  for (const result of results) {
    if (result.status === 'rejected' && result.reason.code !== 'STORAGE_CLOSED')
      console.log(`round ${round}:`, result.reason);
  }
}

/** Everything that was acknowledged is in the file. */
async function check(round: number): Promise<void> {
  const again = new DuckDBStore({ path, threads: 1, ...keep });
  const reader = await again.getStore('observability');
  let after: string | null = null;
  do {
    const page: { logs: readonly { logId: string }[]; cursor: { next: string | null } } = await reader.listLogs({
      limit: 100,
      ...(after && { after }),
    });
    for (const { logId } of page.logs) acknowledged.delete(logId);
    after = page.cursor.next;
  } while (after);
  if (acknowledged.size > 0) console.log(`round ${round}: ${acknowledged.size} acknowledged logs are gone`);
  acknowledged.clear();
  await reader.dangerouslyClearAll();
  await again.close();
}
