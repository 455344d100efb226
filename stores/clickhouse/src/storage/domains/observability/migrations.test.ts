import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { ClickhouseStore } from '../../index.ts';
import type { ClickhouseStoreOptions } from '../../options.ts';

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
  expect(await answer.json()).toEqual([{ version: 2 }]);
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

test('a database of the first edition gets the weight of sampling, in lists too', async () => {
  const database = engine.database();
  await client.command({ query: `CREATE DATABASE ${database}` });
  const script = await readFile(new URL('./golden/first-edition.sql', import.meta.url), 'utf8');
  await run(script.replaceAll(' mastra_ai_', ` ${database}.mastra_ai_`));
  const storage = await store({ database }).getStore('observability');
  const ids = { traceId: '0'.repeat(31).concat('1'), spanId: '0'.repeat(15).concat('1') };
  const time = { startedAt: new Date(), endedAt: new Date() };
  await storage?.createSpan({ span: { ...ids, ...time, name: 'a', spanType: 'generic', sampleWeight: 4 } });
  const found = await storage?.listTraces();
  expect(found?.spans.map(({ sampleWeight }) => sampleWeight)).toEqual([4]);
});
