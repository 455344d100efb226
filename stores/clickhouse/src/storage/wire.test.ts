import { inspect } from 'node:util';
import { type ObservabilityStorage, storageFailure } from '@mastra/core/storage';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { openEngine } from '../testing/engine.ts';
import { startHttpFront } from '../testing/http-front.ts';
import { ClickhouseStore } from './index.ts';
import type { ClickhouseStoreOptions } from './options.ts';

const user = { username: 'mastra', password: "p'ss/w:rd€" };
const engine = await openEngine();
const front = await startHttpFront(engine, user);
afterAll(async () => {
  await front.close();
  await engine.close();
});

const stores: ClickhouseStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function open(options: Partial<ClickhouseStoreOptions> = {}): Promise<ObservabilityStorage> {
  const database = options.database ?? engine.database();
  const retention = { tracing: false, log: false, metric: false } as const;
  const store = new ClickhouseStore({ url: front.url, ...user, database, retention, ...options });
  stores.push(store);
  const storage = await store.getStore('observability');
  if (!storage) throw new Error('There is no observability domain.');
  return storage;
}

const at = new Date(Date.UTC(2026, 2, 1, 12, 0, 0, 123));
const hostile = 'a\0b\t\'\\\n"{p0:String}` ☃😀 ; DROP TABLE x --';
const log = (logId: string, message = 'looking up') => ({ logId, timestamp: at, level: 'info' as const, message });
const span = (n: number) => ({
  traceId: `trace-${n}`,
  spanId: 's',
  name: hostile,
  spanType: 'agent_run' as const,
  startedAt: at,
  endedAt: new Date(at.getTime() + 5),
  sessionId: hostile,
  metadata: { [hostile]: hostile },
});
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error) => error,
  );

test('records, parameters and answers keep every character on the wire, compressed both ways', async () => {
  const storage = await open();
  await storage.batchCreateSpans({ records: [span(1)] });
  await storage.batchCreateLogs({ logs: [log(hostile, hostile)] });
  const { spans } = await storage.listTraces({ filters: { sessionId: hostile, metadata: { [hostile]: hostile } } });
  expect(spans).toMatchObject([{ name: hostile, startedAt: at, metadata: { [hostile]: hostile } }]);
  const { logs } = await storage.listLogs({ contains: hostile });
  expect(logs).toEqual([log(hostile, hostile)]);
  const insert = front.requests.find(({ query }) => query.includes('INSERT INTO') && query.includes('_spans'));
  expect(insert).toMatchObject({ encoding: 'zstd', queryId: expect.stringMatching(/^mastra-/) });
  expect(insert?.settings).toMatchObject({ async_insert: '0', insert_deduplication_token: expect.any(String) });
});

test.each([
  ['zstd', {}],
  ['gzip', { compression: 'gzip' }],
  [undefined, { compression: false }],
] as const)('bodies are compressed both ways: %s', async (codec, options) => {
  const storage = await open(options);
  await storage.batchCreateSpans({ records: Array.from({ length: 100 }, (_, n) => span(n)) });
  expect((await storage.listTraces({ pagination: { perPage: 100 } })).spans.length).toBe(100);
  const insert = front.requests.findLast(({ query }) => /INSERT INTO .*_spans/.test(query));
  expect(insert?.encoding).toBe(codec);
  expect(insert!.data.toString('latin1').includes('TraceId')).toBe(codec === undefined);
  const list = front.requests.findLast(({ query }) => query.includes('Summary AS summary'));
  expect(list?.answered).toBe(codec);
});

test('a read whose caller gives up ends in the engine, too', async () => {
  const storage = await open({ requestTimeoutMs: 500 });
  const slow = 'SELECT sum(sipHash64(number)) AS endless FROM numbers(1000000000000)';
  front.mishap(/mastra_ai_logs/, { instead: slow });
  const processes = engine.connect();
  const running = async () => {
    const query =
      "SELECT count() AS n FROM system.processes WHERE query LIKE '%AS endless%' AND query NOT LIKE '%LIKE%' AND NOT is_cancelled";
    const [row] = await (await processes.query({ query, format: 'JSONEachRow' })).json<{ readonly n: string }>();
    return Number(row?.n);
  };
  const failure = failureOf(storage.listLogs({ limit: 1 }));
  await expect.poll(running, { timeout: 5000, interval: 20 }).toBe(1);
  expect(storageFailure(await failure)).toBe('unreachable');
  await expect.poll(running, { timeout: 5000, interval: 20 }).toBe(0);
  expect((await storage.listLogs({ limit: 1 })).logs).toEqual([]);
});

test('no failure of any kind shows a password, nor is one logged', async () => {
  const lines: string[] = [];
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
  const spies = methods.map(name =>
    vi.spyOn(console, name).mockImplementation((...args) => void lines.push(inspect(args))),
  );
  const database = engine.database();
  const noUser = { username: undefined, password: undefined };
  const inUrl = front.url.replace('//', `//${user.username}:${encodeURIComponent(user.password)}@`);
  const storage = await open({ ...noUser, database, url: inUrl, requestTimeoutMs: 300 });
  front.mishap(/mastra_ai_logs/, 'never answer');
  const timeout = await failureOf(storage.listLogs({ limit: 1 }));
  await engine.client.command({ query: `DROP TABLE ${database}.mastra_ai_scores` });
  const missing = await failureOf(storage.listScores());
  const nowhere = await failureOf(
    open({ ...noUser, url: `http://me:${encodeURIComponent(user.password)}@127.0.0.1:1` }),
  );
  const refused = await failureOf(open({ username: 'nobody' }));
  for (const error of [timeout, missing, nowhere, refused]) {
    expect(error).toMatchObject({ name: 'MastraError' });
    const shown = inspect(error, { depth: 10, showHidden: true });
    expect(shown).not.toContain(user.password);
    expect(shown).not.toContain(encodeURIComponent(user.password));
    expect(shown).not.toContain("p'ss");
  }
  expect(lines).toEqual([]);
  for (const spy of spies) spy.mockRestore();
});

test('thousands of ids fit into the checks of a write', async () => {
  const storage = await open();
  const records = Array.from({ length: 2500 }, (_, n) => span(n));
  await storage.batchCreateSpans({ records });
  await storage.batchCreateSpans({ records });
  expect((await storage.storageStats()).rows.tracing).toBe(2500);
  expect(front.requests.some(({ isForm, query }) => isForm && query.includes('mastra_ai_spans'))).toBe(true);
});

test('ten thousand ids are read and deleted by requests that a server takes', async () => {
  const storage = await open();
  const ids = Array.from({ length: 10_000 }, (_, n) => `${n}`.padStart(16, '0'));
  const records = ids.map(spanId => ({ ...span(0), traceId: 'many', spanId, name: 'x', metadata: {} }));
  await storage.batchCreateSpans({ records: records.slice(0, 3000) });
  await storage.batchCreateSpans({ records: records.slice(0, 2).map(one => ({ ...one, traceId: ids[9999]! })) });
  const found = await storage.getSpans({ traceId: 'many', spanIds: ids });
  expect(found.spans.length).toBe(3000);
  expect(await storage.getSpans({ traceId: 'many', spanIds: [ids[5]!.repeat(20_000), ids[5]!] })).toMatchObject({
    spans: [{ spanId: ids[5] }],
  });
  await storage.batchCreateScores({ scores: [{ scoreId: ids[9998]!, scorerId: 's', score: 1, timestamp: at }] });
  await storage.deleteScores({ scoreIds: ids });
  await storage.batchDeleteTraces({ traceIds: [...ids, hostile] });
  expect((await storage.storageStats()).rows).toMatchObject({ tracing: 3000, score: 0 });
  await storage.batchDeleteTraces({ traceIds: ['many'] });
  expect((await storage.storageStats()).rows.tracing).toBe(0);
});

test('user and password with a % are what the server is told', async () => {
  const odd = await startHttpFront(engine, { username: 'u%ser', password: '50%' }, { remember: false });
  try {
    const url = odd.url.replace('//', '//u%ser:50%@');
    const storage = await open({ url, username: undefined, password: undefined });
    expect((await storage.listLogs()).logs).toEqual([]);
  } finally {
    await odd.close();
  }
});

test.each([
  ['ended spans', 'spans', (s: ObservabilityStorage) => s.batchCreateSpans({ records: [span(1), span(2)] })],
  [
    'running spans',
    'running_spans',
    (s: ObservabilityStorage) =>
      s.batchCreateSpans({ records: [1, 2].map(n => ({ ...span(n), endedAt: null, input: 'question' })) }),
  ],
  ['logs', 'logs', (s: ObservabilityStorage) => s.batchCreateLogs({ logs: [log('a'), log('b')] })],
] as const)(
  '%s that are written again after a failure are the same bytes with the same token',
  async (_, table, write) => {
    const storage = await open();
    const inserts = new RegExp(`INSERT INTO .*mastra_ai_${table} `);
    const seen = () => front.requests.filter(({ query }) => inserts.test(query));
    const before = seen().length;
    // The client tries a broken connection once more by itself.
    for (let attempt = 0; attempt < 2; attempt++) front.mishap(inserts, 'drop before');
    await expect(write(storage)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNREACHABLE' });
    await storage.batchCreateScores({ scores: [{ scoreId: 'x', scorerId: 's', score: 1, timestamp: at }] });
    await storage.deleteScores({ scoreIds: ['x'] });
    await write(storage);
    const [first, , third, ...more] = seen().slice(before);
    expect(more).toEqual([]);
    expect(third?.data.equals(first!.data)).toBe(true);
    expect(third?.settings).toEqual(first?.settings);
  },
);

test('numbers are bound exactly, whatever their size', async () => {
  const storage = await open();
  const values = [1e308, -1e308, Number.MAX_VALUE, 5e-324, -5e-324, 1 / 3, 2 ** 63, 2 ** 53 + 2, 1e21, 0, 0.1 + 0.2];
  const scores = values.map((score, n) => ({ scoreId: `s${n}`, scorerId: 's', score, timestamp: at }));
  await storage.batchCreateScores({ scores });
  const read: number[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const orderBy = { field: 'score', direction: 'ASC' } as const;
    const page = await storage.listScores({ orderBy, limit: 1, ...(after !== undefined && { after }) });
    read.push(...page.scores.map(({ score }) => score));
    after = page.cursor.next;
    expect(read.length).toBeLessThanOrEqual(values.length);
  }
  expect(read).toEqual(values.toSorted((a, b) => a - b));
  await storage.batchCreateSpans({ records: [span(1)] });
  const traces = (durationMs: { min?: number; max?: number }) =>
    storage.listTraces({ filters: { durationMs }, limit: 9 });
  expect((await traces({ min: -8.64e15, max: 8.64e15 })).spans.length).toBe(1);
  expect((await traces({ min: 8.64e15 })).spans).toEqual([]);
  expect((await traces({ max: 5e-324 })).spans).toEqual([]);
  await expect(traces({ max: 1e308 })).rejects.toMatchObject({ code: 'OBSERVABILITY_STORAGE_ARGS_INVALID' });
});

test.each(['drop before', 'drop after'] as const)(
  'an insert whose connection breaks (%s) is sent again with the same bytes and stored once',
  async kind => {
    const storage = await open();
    front.mishap(/INSERT INTO .*_logs/, kind);
    await storage.batchCreateLogs({ logs: [log('a'), log('b')] });
    const inserts = front.requests.filter(({ query }) => /INSERT INTO .*_logs/.test(query)).slice(-2);
    expect(inserts[1]?.data.equals(inserts[0]!.data)).toBe(true);
    expect(inserts[1]?.settings).toEqual(inserts[0]?.settings);
    expect((await storage.listLogs()).pagination.total).toBe(2);
  },
);

test('a wrong password is unauthorized, and no error shows a password', async () => {
  const wrong = `not ${user.password}`;
  const error = await failureOf(open({ password: wrong }));
  expect(error).toMatchObject({ name: 'MastraError', code: 'CLICKHOUSE_UNAUTHORIZED' });
  expect(storageFailure(error)).toBe('unauthorized');
  const shown = inspect(error, { depth: 10, showHidden: true });
  expect(shown).toContain('Authentication failed');
  expect(shown).not.toContain("p'ss");
});

test('a server that does not answer, or is not there, is unreachable', async () => {
  const storage = await open({ requestTimeoutMs: 200 });
  front.mishap(/mastra_ai_logs/, 'never answer');
  expect(storageFailure(await failureOf(storage.listLogs({ limit: 1 })))).toBe('unreachable');
  const nowhere = await failureOf(open({ url: 'http://127.0.0.1:1' }));
  expect(nowhere).toMatchObject({ code: 'CLICKHOUSE_UNREACHABLE', message: expect.stringContaining('127.0.0.1:1') });
  expect(storageFailure(nowhere)).toBe('unreachable');
});

test('a missing table is a schema mismatch, and the error names the query', async () => {
  const database = engine.database();
  const storage = await open({ database });
  await engine.client.command({ query: `DROP TABLE ${database}.mastra_ai_logs` });
  const error = await failureOf(storage.listLogs());
  expect(storageFailure(error)).toBe('schema_mismatch');
  expect(error).toMatchObject({ details: { queryId: expect.stringMatching(/^mastra-/), engineCode: 60 } });
});

test('a column that is missing is a schema mismatch, and the error names it', async () => {
  const database = engine.database();
  const storage = await open({ database });
  await engine.client.command({ query: `ALTER TABLE ${database}.mastra_ai_logs DROP COLUMN Data` });
  const error = await failureOf(storage.batchCreateLogs({ logs: [{ ...log('a'), data: { a: 1 } }] }));
  expect(storageFailure(error)).toBe('schema_mismatch');
  expect(error?.message).toContain('Data');
});

test('every statement brings the longest time that the server may work on it', async () => {
  const storage = await open({ maxExecutionTimeMs: 7000 });
  await storage.listLogs();
  expect(front.requests.at(-1)?.settings.max_execution_time).toBe('7');
});
