import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { ClickhouseStore } from '@mastra/clickhouse';
import type { MastraStorage } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { createChdbConnection } from 'chdb/connection';

const FOR_EVER = { tracing: false, log: false, metric: false } as const;

/** A store on an engine of its own, in a fresh folder. */
export interface BenchmarkEngine {
  /** As a heading names it. */
  readonly where: string;
  readonly store: MastraStorage;
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

/** The ClickHouse engine, embedded in this process, through the official client. */
export async function clickhouse(): Promise<BenchmarkEngine> {
  const dir = await mkdtemp(join(tmpdir(), 'benchmark-clickhouse-'));
  const connection = createChdbConnection({ path: join(dir, 'data') }) as unknown as NonNullable<
    Parameters<typeof createClient>[0]
  >['connection'];
  const client = createClient({ connection });
  const store = new ClickhouseStore({ client, retention: FOR_EVER });
  return {
    where: 'the ClickHouse engine',
    store,
    async settled() {
      for (const table of ['spans', 'traces', 'logs', 'metrics']) {
        await client.command({ query: `OPTIMIZE TABLE mastra_ai_${table} FINAL` });
      }
      return store;
    },
    async dispose() {
      await store.close();
      await client.close();
      await rm(dir, { recursive: true });
    },
  };
}
