import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultExporter } from '../../observability/mastra/src/index.ts';
import { InMemoryStore, type MastraStorage } from '../../packages/core/src/storage/index.ts';
import { DuckDBStore } from '../../stores/duckdb/src/index.ts';
import { flushAll, inFolder, ledgerOf, must, pipelineWith, type Scenario, turn } from './bench.ts';

const KEEP = { tracing: false, log: false, metric: false } as const;
const TEXT = 'lorem ipsum dolor sit amet '.repeat(10);

async function rowsIn(storage: MastraStorage): Promise<number> {
  const { rows } = await (await storage.getStore('observability'))!.storageStats();
  return rows.tracing + rows.log + rows.metric;
}

/** A store that may be down, hang, or both in turn. */
function moody(behave: () => void | Promise<void>): { readonly storage: MastraStorage; readonly inner: InMemoryStore } {
  const inner = new InMemoryStore();
  const getStore = async (name: 'observability') => {
    await behave();
    return inner.getStore(name);
  };
  return { storage: { name: 'moody', getStore } as unknown as MastraStorage, inner };
}

const refuse = () => {
  throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
};

export const million: Scenario = {
  name: 'as many events as there may be in one turn, with a spool',
  run: ({ events }) =>
    inFolder(async dir => {
      const storage = new DuckDBStore({ path: join(dir, 'x.duckdb'), retention: KEEP });
      const exporter = new DefaultExporter({ storage, maxQueueBytes: 64 * 1024 * 1024 });
      const observability = pipelineWith([exporter], join(dir, 'spool'));
      const log = observability.getDefaultInstance().getLoggerContext();
      for (let n = 0; n < events; n++) log.info('one of many', { n });
      await flushAll(observability);
      const { emitted, lost } = ledgerOf(observability);
      const rows = await rowsIn(storage);
      await observability.shutdown();
      await storage.close();
      must(lost === 0 && emitted === events && rows === events, `${lost} of ${emitted} lost, ${rows} rows`);
      return `${events} events, 0 lost, ${rows} rows`;
    }),
};

export const burst: Scenario = {
  name: 'spans of 1 KB ended as fast as the loop turns, without a spool',
  run: ({ events }) =>
    inFolder(async dir => {
      const storage = new DuckDBStore({ path: join(dir, 'x.duckdb'), retention: KEEP });
      const observability = pipelineWith([new DefaultExporter({ storage })]);
      const instance = observability.getDefaultInstance();
      const spans = Math.ceil(events / 10);
      for (let n = 0; n < spans; n++) {
        instance
          .startSpan({ type: 'tool_call', name: 't', parent: null, input: { q: TEXT + n } })
          .end({ output: TEXT + n });
        if (n % 16 === 0) await turn();
      }
      await flushAll(observability);
      const { lost, delivered, emitted } = ledgerOf(observability);
      const { rows } = await (await storage.getStore('observability'))!.storageStats();
      await observability.shutdown();
      await storage.close();
      must(lost === 0 && delivered === emitted && rows.tracing === spans, `${lost} lost, ${rows.tracing} of ${spans}`);
      return `${spans} spans and ${rows.metric} measurements, 0 lost`;
    }),
};

export const hanging: Scenario = {
  name: 'an exporter that hangs beside a healthy one',
  run: async ({ events }) => {
    const sick = moody(() => new Promise<void>(() => undefined));
    const healthy = new InMemoryStore();
    const exporters = [
      new DefaultExporter({ storage: sick.storage, attemptTimeoutMs: 50, maxQueueEvents: 1000 }),
      new DefaultExporter({ storage: healthy }),
    ];
    const observability = pipelineWith(exporters);
    const log = observability.getDefaultInstance().getLoggerContext();
    const count = Math.ceil(events / 10);
    for (let n = 0; n < count; n++) log.info('x', { n });
    const healthyExporter = exporters[1]!;
    for (let i = 0; i < 100 && healthyExporter.health().signals.log.queued > 0; i++) await healthyExporter.flush();
    ledgerOf(observability);
    const { lost } = ledgerOf(observability, 'default-2');
    await observability.shutdown({ timeoutMs: 100 });
    const rows = await rowsIn(healthy);
    must(lost === 0 && rows === count, `${lost} lost, ${rows} of ${count} rows`);
    return `${count} events arrive beside it; it loses ${ledgerOf(observability).lost}, counted`;
  },
};

export const outage: Scenario = {
  name: 'a store that is down under load, with a spool: memory stays flat, nothing is lost',
  run: ({ seconds, events }) =>
    inFolder(async dir => {
      let isUp = false;
      const { storage, inner } = moody(() => (isUp ? undefined : refuse()));
      const exporter = new DefaultExporter({ storage, maxQueueBytes: 4 * 1024 * 1024, retry: { maxDelayMs: 100 } });
      const observability = pipelineWith([exporter], join(dir, 'spool'));
      const log = observability.getDefaultInstance().getLoggerContext();
      const end = performance.now() + seconds * 1000;
      const limit = events;
      let n = 0;
      let peak = 0;
      while (performance.now() < end && n < limit) {
        for (let i = 0; i < 100; i++) log.info(TEXT, { n: n++ });
        peak = Math.max(peak, process.memoryUsage().heapUsed);
        await new Promise(resolve => setTimeout(resolve, 20));
        ledgerOf(observability);
      }
      isUp = true;
      await flushAll(observability);
      const { lost } = ledgerOf(observability);
      const rows = await rowsIn(inner);
      await observability.shutdown();
      must(lost === 0 && rows === n, `${lost} lost, ${rows} of ${n} rows`);
      return `${n} events in ${seconds} s, 0 lost, heap at most ${Math.round(peak / 2 ** 20)} MB`;
    }),
};

export const fullDisk: Scenario = {
  name: 'a spool on a full disk, and one that may not be written to',
  run: ({ events }) =>
    inFolder(async dir => {
      const disk = join(dir, 'disk');
      mkdirSync(disk);
      const count = Math.ceil(events / 10);
      let isMounted = false;
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { stdio: 'ignore' });
        isMounted = true;
      } catch {
        chmodSync(disk, 0o500);
      }
      try {
        let isUp = false;
        const { storage, inner } = moody(() => (isUp ? undefined : refuse()));
        const observability = pipelineWith([new DefaultExporter({ storage, retry: { maxDelayMs: 50 } })], disk);
        const log = observability.getDefaultInstance().getLoggerContext();
        for (let n = 0; n < count; n++) {
          log.info(TEXT, { n });
          if (n % 100 === 0) await turn();
        }
        isUp = true;
        await flushAll(observability);
        const { lost } = ledgerOf(observability);
        const rows = await rowsIn(inner);
        await observability.shutdown();
        must(lost === 0 && rows === count, `${lost} lost, ${rows} of ${count} rows`);
        return `${count} events on ${isMounted ? 'a disk of 256 KB' : 'a directory that is read-only'}, 0 lost`;
      } finally {
        if (isMounted) execFileSync('umount', [disk]);
        else chmodSync(disk, 0o700);
      }
    }),
};

export const clockJumps: Scenario = {
  name: 'a wall clock that jumps back and forth',
  run: ({ events }, random) =>
    inFolder(async dir => {
      const storage = new InMemoryStore();
      const real = Date.now;
      const observability = pipelineWith([new DefaultExporter({ storage })], join(dir, 'spool'));
      const log = observability.getDefaultInstance().getLoggerContext();
      const count = Math.ceil(events / 10);
      try {
        for (let n = 0; n < count; n++) {
          if (n % 50 === 0) {
            const jump = (random() - 0.5) * 86_400_000;
            Date.now = () => real() + jump;
            await turn();
          }
          log.info('x', { n });
        }
      } finally {
        Date.now = real;
      }
      await flushAll(observability);
      const { lost } = ledgerOf(observability);
      const rows = await rowsIn(storage);
      await observability.shutdown();
      must(lost === 0 && rows === count, `${lost} lost, ${rows} of ${count} rows`);
      return `${count} events, 0 lost`;
    }),
};
