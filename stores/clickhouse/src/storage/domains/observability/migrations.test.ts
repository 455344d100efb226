import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { ClickhouseStore } from '../../index.ts';
import type { ClickhouseStoreOptions } from '../../options.ts';
import { SCHEMA_VERSION } from './migrations.ts';

const engine = await openEngine();
afterAll(() => engine.close());

const { client } = engine;
const store = (options: Partial<ClickhouseStoreOptions>) => new ClickhouseStore({ client, ...options });
const run = async (script: string) => {
  for (const query of script.split(';\n')) if (query.trim() !== '') await client.command({ query });
};
const definition = async (database: string, table: string) => {
  const answer = await client.query({ query: `SHOW CREATE TABLE ${database}.${table}`, format: 'JSONEachRow' });
  return JSON.stringify(await answer.json());
};

test('without migrate, what printDDL() says is enough, and nothing less', async () => {
  const database = engine.database();
  await expect(store({ database, migrate: false }).init()).rejects.toMatchObject({
    code: 'CLICKHOUSE_SCHEMA_MISMATCH',
    details: { failure: 'schema_mismatch' },
  });
  const byHand = store({ database, migrate: false });
  await run(byHand.printDDL());
  const storage = await byHand.getStore('observability');
  expect((await storage?.listTraces())?.pagination.total).toBe(0);
});

test('several processes may start at a time, and again later', async () => {
  const database = engine.database();
  await Promise.all([store({ database }).init(), store({ database }).init()]);
  await store({ database }).init();
  const answer = await client.query({
    query: `SELECT max(Version) AS version FROM ${database}.mastra_ai_migrations`,
    format: 'JSONEachRow',
  });
  expect(await answer.json()).toEqual([{ version: SCHEMA_VERSION }]);
});

test('a database of a newer version is refused', async () => {
  const database = engine.database();
  await store({ database }).init();
  await client.command({ query: `INSERT INTO ${database}.mastra_ai_migrations (Version, Retention) VALUES (99, '')` });
  for (const migrate of [true, false]) {
    await expect(store({ database, migrate }).init()).rejects.toMatchObject({ code: 'CLICKHOUSE_SCHEMA_TOO_NEW' });
  }
});

test('another retention changes the expiry of the tables', async () => {
  const database = engine.database();
  await store({ database }).init();
  expect(await definition(database, 'mastra_ai_logs')).toContain('toIntervalSecond(2592000)');
  await store({ database, retention: { log: 1, metric: false, score: 2 } }).init();
  expect(await definition(database, 'mastra_ai_logs')).toContain('toIntervalSecond(86400)');
  expect(await definition(database, 'mastra_ai_metrics')).not.toContain('TTL');
  expect(await definition(database, 'mastra_ai_scores')).toContain('toIntervalSecond(172800)');
});
