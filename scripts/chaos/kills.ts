import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DefaultExporter } from '../../observability/mastra/src/index.ts';
import { DuckDBStore } from '../../stores/duckdb/src/index.ts';
import { flushAll, inFolder, messagesIn, must, pipelineWith, type Scenario } from './bench.ts';

const WORKER = new URL('worker.ts', import.meta.url).pathname;

interface Worker {
  readonly child: ChildProcess;
  /** Up to which number everything is delivered or on the disk. */
  readonly promised: () => number;
}

function start(args: readonly string[]): Worker {
  const child = spawn(process.execPath, ['--conditions=mastra-source', WORKER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let promised = 0;
  createInterface({ input: child.stdout! }).on('line', line => {
    promised = Number(line);
  });
  return { child, promised: () => promised };
}

async function killLater({ child, promised }: Worker, ms: number): Promise<void> {
  while (promised() === 0 && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 5));
  await new Promise(resolve => setTimeout(resolve, ms));
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Starts the last process on a spool, and answers how many promised events are there. Each has to be there once. */
async function reckon(dir: string, promised: ReadonlyMap<string, number>): Promise<number> {
  const storage = new DuckDBStore({ path: join(dir, 'chaos.duckdb'), retention: { log: false } });
  const observability = pipelineWith([new DefaultExporter({ storage })], join(dir, 'spool'));
  await flushAll(observability);
  const seen = await messagesIn(storage);
  let count = 0;
  for (const [prefix, upTo] of promised) {
    for (let n = 0; n < upTo; n++, count++) {
      const times = seen.get(`${prefix}-${n}`) ?? 0;
      must(times === 1, `${prefix}-${n} is there ${times} times, though it was promised`);
    }
  }
  await observability.shutdown();
  await storage.close();
  return count;
}

export const kills: Scenario = {
  name: 'SIGKILL under load, with a spool on DuckDB, the store up or down',
  run: ({ kills: rounds }, random) =>
    inFolder(async dir => {
      const promised = new Map<string, number>();
      for (let round = 0; round < rounds; round++) {
        const isUp = round % 2 === 0 || random() < 0.5;
        const worker = start([dir, `r${round}`, isUp ? 'up' : 'down']);
        await killLater(worker, random() * 200);
        promised.set(`r${round}`, worker.promised());
      }
      const count = await reckon(dir, promised);
      return `${rounds} kills, ${count} promised events, each there once`;
    }),
};

export const sharedSpool: Scenario = {
  name: 'four processes on one spool directory, all killed',
  run: (_size, random) =>
    inFolder(async dir => {
      const workers = [0, 1, 2, 3].map(i => start([dir, `p${i}`, 'down']));
      await Promise.all(workers.map(worker => killLater(worker, random() * 200)));
      const promised = new Map(workers.map((worker, i) => [`p${i}`, worker.promised()]));
      const count = await reckon(dir, promised);
      return `${count} promised events of four processes, each there once`;
    }),
};
