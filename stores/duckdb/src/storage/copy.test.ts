import { copyObservability, InMemoryStore } from '@mastra/core/storage';
import { contentsOf, fillRandomly, KEEP_ALL } from '@mastra/store-conformance';
import { describe, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';

describe('copyObservability', () => {
  test('copies from memory to DuckDB and back without a difference', async () => {
    const memory = new InMemoryStore(KEEP_ALL);
    const duckdb = new DuckDBStore({ path: ':memory:', threads: 1, ...KEEP_ALL });
    const back = new InMemoryStore(KEEP_ALL);
    const source = await memory.getStore('observability');
    await fillRandomly(source, { seed: 11, size: 200 });
    const expected = await contentsOf(source);
    const { copied } = await copyObservability({ from: memory, to: duckdb, batchSize: 50 });
    expect(copied).toEqual((await source.storageStats()).rows);
    expect(await contentsOf(await duckdb.getStore('observability'))).toEqual(expected);
    await copyObservability({ from: duckdb, to: back, batchSize: 30 });
    expect(await contentsOf(await back.getStore('observability'))).toEqual(expected);
    await duckdb.close();
  });
});
