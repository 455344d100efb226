import { InMemoryStore, type MastraStorage } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { differential, KEEP_ALL } from '@mastra/store-conformance';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../testing/engine.ts';
import { ClickhouseStore } from './index.ts';

const engine = await openEngine();
afterAll(() => engine.close());

const clickhouse = () => new ClickhouseStore({ client: engine.client, database: engine.database(), ...KEEP_ALL });

async function domainOf(store: MastraStorage) {
  const storage = await store.getStore('observability');
  if (!storage) throw new Error(`${store.name} has no observability domain.`);
  return storage;
}

test('memory, DuckDB and ClickHouse give the same answers to random questions on random data', async () => {
  const [duckdb, inOrder, shuffled] = [
    new DuckDBStore({ path: ':memory:', threads: 2, ...KEEP_ALL }),
    clickhouse(),
    clickhouse(),
  ];
  const stores = [
    { name: 'InMemoryStore', storage: await domainOf(new InMemoryStore(KEEP_ALL)) },
    { name: 'DuckDBStore', storage: await domainOf(duckdb) },
    { name: 'ClickhouseStore', storage: await domainOf(inOrder) },
    { name: 'ClickhouseStore, shuffled, by twenty', storage: await domainOf(shuffled), shuffled: true, batchSize: 20 },
  ] as const;
  const seed = Number(process.env.DIFFERENTIAL_SEED ?? 1);
  const rounds = Number(process.env.DIFFERENTIAL_ROUNDS ?? 1);
  const { questions } = await differential(stores, { seed, rounds });
  expect(questions).toBe(rounds * 88);
  for (const store of [duckdb, inOrder, shuffled]) await store.close();
}, 600_000);
