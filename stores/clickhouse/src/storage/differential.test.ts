import { InMemoryStore, type MastraStorage } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { differential, differentialOptions, GENERAL_QUESTIONS, KEEP_ALL } from '@mastra/store-conformance';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../testing/engine.ts';
import { startHttpFront } from '../testing/http-front.ts';
import { ClickhouseStore } from './index.ts';

const engine = await openEngine();
afterAll(async () => {
  await front.close();
  await engine.close();
});

const user = { username: 'mastra', password: 'differential' };
const front = await startHttpFront(engine, user, { remember: false });

async function domainOf(store: MastraStorage) {
  const storage = await store.getStore('observability');
  if (!storage) throw new Error(`${store.name} has no observability domain.`);
  return storage;
}

test('memory, DuckDB and ClickHouse give the same answers to random questions on random data', async () => {
  const duckdb = new DuckDBStore({ path: ':memory:', threads: 2, ...KEEP_ALL });
  const embedded = new ClickhouseStore({ client: engine.client, database: engine.database(), ...KEEP_ALL });
  const overHttp = new ClickhouseStore({ url: front.url, ...user, database: engine.database(), ...KEEP_ALL });
  const stores = [
    { name: 'InMemoryStore', storage: await domainOf(new InMemoryStore(KEEP_ALL)) },
    { name: 'DuckDBStore', storage: await domainOf(duckdb) },
    { name: 'ClickhouseStore over HTTP', storage: await domainOf(overHttp) },
    { name: 'ClickhouseStore, shuffled, by twenty', storage: await domainOf(embedded), shuffled: true, batchSize: 20 },
  ] as const;
  const options = differentialOptions({ seed: 1, rounds: 2, questions: 100 });
  const { questions } = await differential(stores, options);
  expect(questions).toBe(options.rounds * 2 * (options.questions + GENERAL_QUESTIONS.length));
  for (const store of [duckdb, embedded, overHttp]) await store.close();
}, 600_000);
