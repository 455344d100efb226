import { copyObservability, InMemoryStore } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { contentsOf, fillRandomly, KEEP_ALL } from '@mastra/store-conformance';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../testing/engine.ts';
import { ClickhouseStore } from './index.ts';

const engine = await openEngine();
afterAll(() => engine.close());

test('history moves from DuckDB to ClickHouse and back without a difference, twice as well as once', async () => {
  const duckdb = new DuckDBStore({ path: ':memory:', threads: 1, ...KEEP_ALL });
  const clickhouse = new ClickhouseStore({ client: engine.client, database: engine.database(), ...KEEP_ALL });
  const back = new InMemoryStore(KEEP_ALL);
  const source = await duckdb.getStore('observability');
  await fillRandomly(source, { seed: 31, size: 80, running: false });
  const expected = await contentsOf(source);
  await copyObservability({ from: duckdb, to: clickhouse, batchSize: 50 });
  const { copied } = await copyObservability({ from: duckdb, to: clickhouse, batchSize: 10_000 });
  expect(copied).toEqual((await source.storageStats()).rows);
  expect(await contentsOf(await clickhouse.getStore('observability'))).toEqual(expected);
  await copyObservability({ from: clickhouse, to: back, batchSize: 30 });
  expect(await contentsOf(await back.getStore('observability'))).toEqual(expected);
  await clickhouse.close();
  await duckdb.close();
});
