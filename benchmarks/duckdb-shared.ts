import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DuckDBStore } from '@mastra/duckdb';
import { type Measured, median } from './lib/measure.ts';
import { prose, random } from './lib/payload.ts';
import { publish } from './lib/report.ts';

const ROUNDS = 7;
const BATCH = 1000;
const keep = { retention: { tracing: false, log: false, metric: false } } as const;

// The other process owns its file; this one is its client there, and the owner of a file of its own.
if (process.argv[2]) {
  const store = new DuckDBStore({ path: process.argv[2], ...keep });
  await store.init();
  console.log('open');
  process.stdin.resume().once('end', () => store.close());
} else {
  await compare();
}

async function compare(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'benchmark-shared-'));
  const path = join(dir, 'theirs.duckdb');
  const other = spawn(process.execPath, ['--conditions=mastra-source', import.meta.filename, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await createInterface({ input: other.stdout })[Symbol.asyncIterator]().next();
  const local = new DuckDBStore({ path: join(dir, 'mine.duckdb'), ...keep });
  const remote = new DuckDBStore({ path, ...keep });
  const text = prose(300, random(1));
  let count = 0;
  const events = () =>
    Array.from({ length: BATCH }, () => ({
      type: 'log' as const,
      log: {
        logId: `log-${count++}`,
        timestamp: new Date(1_700_000_000_000 + count),
        level: 'info' as const,
        message: text,
      },
    }));
  const questions = {
    [`write ${BATCH} logs`]: async (store: DuckDBStore) =>
      (await store.getStore('observability')).ingest({ signal: 'log', events: events() }),
    'read one span': async (store: DuckDBStore) =>
      (await store.getStore('observability')).getSpan({ traceId: 't', spanId: 's' }),
    'read a page of 100 logs': async (store: DuckDBStore) =>
      (await store.getStore('observability')).listLogs({ limit: 100 }),
  };
  const rows: Measured[] = [];
  for (const [what, ask] of Object.entries(questions)) {
    const taken = { local: [] as number[], remote: [] as number[] };
    for (let round = -2; round < ROUNDS; round++) {
      for (const [where, store] of [
        ['local', local],
        ['remote', remote],
      ] as const) {
        const start = performance.now();
        for (let n = 0; n < 10; n++) await ask(store);
        if (round >= 0) taken[where].push((performance.now() - start) / 10);
      }
    }
    for (const where of ['local', 'remote'] as const) {
      const us = taken[where].map(ms => ms * 1000);
      rows.push({ name: `${what}, ${where}`, us: median(us), minUs: Math.min(...us), maxUs: Math.max(...us), kb: 0 });
    }
  }
  await local.close();
  await remote.close();
  other.stdin.end();
  await rm(dir, { recursive: true });
  publish({
    question: 'What does it cost to use a DuckDB file through the process that owns it?',
    unit: 'µs a call',
    rows,
    bars: [],
    notes: [
      'Both sides run on this machine, over a Unix socket. The owner works in its own process while this one goes on.',
    ],
  });
}
