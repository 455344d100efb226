import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { DuckDBStore } from '../index.ts';
import { randomOf } from './random.ts';

/**
 * Writes and reads a file that others use too: node chaos.ts <path> <name> <seed> <batches>. Says which batches the store
 * has acknowledged, a line each, and what went wrong.
 */
const [path, name, seed, batches] = process.argv.slice(2) as [string, string, string, string];
const random = randomOf(Number(seed));
const store = new DuckDBStore({ path, threads: 1, retention: { log: false } });
const storage = await store.getStore('observability');
let rows = 0;

for (let batch = 0; batch < Number(batches); batch++) {
  const logs = Array.from({ length: 50 }, (_, n) => ({
    logId: `${name}-${batch}-${n}`,
    timestamp: new Date(n),
    level: 'info' as const,
    message: name,
  }));
  try {
    if (random() < 0.2) await store.compact();
    await storage.batchCreateLogs({ logs });
    say(`${name}-${batch}`);
    const seen = (await storage.storageStats()).rows.log;
    // Nobody deletes anything: what was there once is there.
    if (seen < rows) say(`! ${name} saw ${rows} rows, and then ${seen}`);
    rows = seen;
  } catch (error) {
    say(`! ${name}: ${(error as Error).message}`);
  }
  await wait(random() * 20);
}
await store.close();

/** At once, so that a kill loses no line. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
