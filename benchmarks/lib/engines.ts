import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { ClickhouseStore } from '@mastra/clickhouse';
import type { MastraStorage } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { startClickhouseServer } from './clickhouse-server.ts';

const FOR_EVER = { tracing: false, log: false, metric: false } as const;

/** A store on an engine of its own, in a fresh folder. */
export interface BenchmarkEngine {
  /** As a heading names it. */
  readonly where: string;
  readonly store: MastraStorage;
  /** Processor time of the engine's own process, in microseconds; absent where it is in this process. */
  readonly cpu?: () => Promise<number>;
  /** What a quiet hour does to it: logs are written into the file, parts are merged. Answers the store to go on with. */
  settled(): Promise<MastraStorage>;
  dispose(): Promise<void>;
}

export async function duckdb(): Promise<BenchmarkEngine> {
  const dir = await mkdtemp(join(tmpdir(), 'benchmark-duckdb-'));
  const open = () => new DuckDBStore({ path: join(dir, 'benchmark.duckdb'), retention: FOR_EVER });
  let store = open();
  return {
    where: 'a DuckDB file',
    get store() {
      return store;
    },
    async settled() {
      await store.close();
      store = open();
      return store;
    },
    async dispose() {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** The ClickHouse engine in a process of its own, asked over HTTP as a server is. */
export async function clickhouse(): Promise<BenchmarkEngine> {
  const server = await startClickhouseServer();
  const { url, username, password } = server;
  const store = new ClickhouseStore({ url, username, password, retention: FOR_EVER });
  const client = createClient({ url, username, password, request_timeout: 600_000 });
  return {
    where: 'the ClickHouse engine',
    store,
    cpu: () => server.cpu(),
    async settled() {
      for (const table of ['spans', 'traces', 'logs', 'metrics']) {
        await client.command({ query: `OPTIMIZE TABLE mastra_ai_${table} FINAL` });
      }
      return store;
    },
    async dispose() {
      await store.close();
      await client.close();
      await server.close();
    },
  };
}
