import { readFile } from 'node:fs/promises';
import { contentsOf } from '@mastra/store-conformance';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { FORM_TYPES } from '../../engine/encode/forms.ts';
import { ClickhouseStore } from '../../index.ts';
import type { ClickhouseStoreOptions } from '../../options.ts';
import { ALL_TABLES } from './columns.ts';
import { SCHEMA_VERSION } from './migrations.ts';

const engine = await openEngine();
afterAll(() => engine.close());

const { client } = engine;
const store = (options: Partial<ClickhouseStoreOptions>) => new ClickhouseStore({ client, ...options });
const run = async (script: string) => {
  for (const query of script.split(';\n')) {
    const [, table, lines] = /^\s*INSERT INTO (\S+) FORMAT JSONEachRow\n(.+)$/s.exec(query) ?? [];
    const values = lines?.split('\n').map(line => JSON.parse(line) as object);
    if (values) await client.insert({ table: table!, values, format: 'JSONEachRow' });
    else if (query.trim() !== '') await client.command({ query });
  }
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

/** The tables and rows that a version of this package has written, in a database of their own. */
async function databaseOf(version: number): Promise<string> {
  const database = engine.database();
  await client.command({ query: `CREATE DATABASE ${database}` });
  const script = await readFile(new URL(`./fixtures/version-${version}.sql`, import.meta.url), 'utf8');
  await run(script.replaceAll(' mastra_ai_', ` ${database}.mastra_ai_`));
  return database;
}

const keepAll = { tracing: false, log: false, metric: false } as const;

test('a database of version 1 answers what it answered then, and takes more', async () => {
  const database = await databaseOf(1);
  const storage = (await store({ database, retention: keepAll, runningDays: 2000 }).getStore('observability'))!;
  const before = JSON.parse(await readFile(new URL('./fixtures/version-1.json', import.meta.url), 'utf8'));
  expect(JSON.parse(JSON.stringify(await contentsOf(storage)))).toEqual(before);
  const listed = before.listed.length;
  const ids = { traceId: '0'.repeat(31).concat('1'), spanId: '0'.repeat(15).concat('1') };
  const time = { startedAt: new Date(), endedAt: new Date() };
  await storage.createSpan({ span: { ...ids, ...time, name: 'a', spanType: 'generic', sampleWeight: 4 } });
  const found = await storage.listTraces({ pagination: { perPage: 1 } });
  expect(found).toMatchObject({ spans: [{ ...ids, sampleWeight: 4 }], pagination: { total: listed + 1 } });
});

test('the first migration is the text that version 1 has published', async () => {
  const published = await readFile(new URL('./fixtures/version-1.sql', import.meta.url), 'utf8');
  const printed = store({ retention: keepAll, runningDays: 2000 }).printDDL();
  const creations = (script: string) => script.split(';\n').filter(one => /^\s*CREATE (TABLE|MATERIALIZED)/.test(one));
  const now = creations(printed).map(one => one.trim());
  for (const creation of creations(published)) expect(now).toContain(creation.trim());
});

test('every field of a record has a column of its form in every table', async () => {
  const database = engine.database();
  await store({ database }).init();
  for (const { name, columns } of ALL_TABLES) {
    const query = `SELECT name, type FROM system.columns WHERE database = '${database}' AND table = '${name}'`;
    const found = await (await client.query({ query, format: 'JSONEachRow' })).json<{ name: string; type: string }>();
    const wanted = columns.map(column => ({ name: column.name, type: FORM_TYPES[column.form] }));
    expect(found, `a new field needs a migration that adds it to ${name}`).toEqual(expect.arrayContaining(wanted));
  }
});

test('an expiry that was changed together with the version reaches the tables of before', async () => {
  const database = await databaseOf(1);
  await store({ database, retention: { ...keepAll, log: 3 } }).init();
  expect(await definition(database, 'mastra_ai_logs')).toContain('toIntervalSecond(259200)');
});

test('rows that are kept for a century do not expire at once', async () => {
  const database = engine.database();
  const century = { tracing: 36_500, log: 1e9, metric: 36_500 };
  const storage = (await store({ database, retention: century, runningDays: 36_500 }).getStore('observability'))!;
  const [at, late] = [new Date(), new Date(Date.UTC(2299, 11, 31))];
  const span = { traceId: 't', spanId: 's', name: 'runs', spanType: 'generic', startedAt: at } as const;
  await storage.batchCreateSpans({ records: [span, { ...span, spanId: 'ended', endedAt: at }] });
  const log = { logId: 'now', timestamp: at, level: 'info', message: '' } as const;
  await storage.batchCreateLogs({ logs: [log, { ...log, logId: 'late', timestamp: late }] });
  for (const table of ['spans', 'running_spans', 'logs']) {
    await client.command({ query: `OPTIMIZE TABLE ${database}.mastra_ai_${table} FINAL` });
  }
  expect((await storage.storageStats()).rows).toMatchObject({ tracing: 2, log: 2 });
});
