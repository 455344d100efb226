import type { CreateMetricRecord, CreateSpanRecord, ObservabilityStorage } from '@mastra/core/storage';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { ClickhouseStore } from '../../index.ts';

const engine = await openEngine();
afterAll(() => engine.close());

let database: string;
let storage: ObservabilityStorage;

const keep = { tracing: false, log: false, metric: false } as const;
const another = async () =>
  (await new ClickhouseStore({ client: engine.client, database, retention: keep }).getStore('observability'))!;

beforeEach(async () => {
  database = engine.database();
  storage = await another();
});

const start = Date.UTC(2026, 2, 1);
const span = (n: number, fields: Partial<CreateSpanRecord> = {}): CreateSpanRecord => ({
  traceId: 'trace',
  spanId: `span-${n}`,
  parentSpanId: n === 0 ? null : 'span-0',
  name: 'x',
  spanType: 'agent_run',
  startedAt: new Date(start + n),
  endedAt: new Date(start + n + 1),
  ...fields,
});
const metric = (n: number): CreateMetricRecord => ({
  metricId: `m-${n}`,
  timestamp: new Date(start + n),
  name: 'latency',
  metricType: 'histogram',
  value: n,
  labels: {},
});
const rowsIn = async (table: string, where = 'true') => {
  const query = `SELECT count() AS n FROM ${database}.${table} WHERE ${where}`;
  const [row] = await (await engine.client.query({ query, format: 'JSONEachRow' })).json<{ n: number | string }>();
  return Number(row?.n);
};

test('batches that are written at once, in part again, and by another process count once', async () => {
  const records = Array.from({ length: 50 }, (_, n) => metric(n));
  await Promise.all([
    storage.batchCreateMetrics({ metrics: records }),
    storage.batchCreateMetrics({ metrics: records }),
  ]);
  await storage.batchCreateMetrics({ metrics: records.slice(10, 60) });
  const other = await another();
  await other.batchCreateMetrics({ metrics: [...records.slice(0, 5), metric(50)] });
  expect(await rowsIn('mastra_ai_metrics')).toBe(51);
  expect(await storage.getMetricAggregate({ name: ['latency'], aggregation: 'sum' })).toEqual({ value: (50 * 51) / 2 });
});

test('a repetition past the window of the engine is stored once', async () => {
  await storage.batchCreateSpans({ records: [span(0), span(1)] });
  await engine.client.command({
    query: `ALTER TABLE ${database}.mastra_ai_spans MODIFY SETTING non_replicated_deduplication_window = 0`,
  });
  await (await another()).batchCreateSpans({ records: [span(0), span(1)] });
  expect(await rowsIn('mastra_ai_spans')).toBe(2);
  expect(await rowsIn('mastra_ai_traces')).toBe(1);
});

test('records of this moment by ids of our own form, written again here and by another store, count once', async () => {
  const now = Date.now();
  const made = (n: number) => ({
    ...metric(n),
    metricId: `0123456789abcdef-${n.toString(16).padStart(4, '0')}`,
    timestamp: new Date(now + n),
  });
  const spans = [span(0), span(1)].map(one => ({
    ...one,
    traceId: 'now',
    startedAt: new Date(now),
    endedAt: new Date(now),
  }));
  await storage.batchCreateMetrics({ metrics: [made(0), made(1)] });
  await storage.batchCreateMetrics({ metrics: [made(1), made(2)] });
  await storage.batchCreateSpans({ records: spans });
  await storage.batchCreateSpans({ records: spans.slice(1) });
  const other = await another();
  await other.batchCreateMetrics({ metrics: [made(2), made(0), made(3)] });
  await other.batchCreateMetrics({ metrics: [made(3), made(4)] });
  await other.batchCreateSpans({ records: spans });
  expect(await rowsIn('mastra_ai_metrics')).toBe(5);
  expect(await rowsIn('mastra_ai_spans', "TraceId = 'now'")).toBe(2);
  expect(await storage.getMetricAggregate({ name: ['latency'], aggregation: 'sum' })).toEqual({ value: 10 });
});

test('a write that failed after it had been stored counts once when it is repeated', async () => {
  const now = Date.now();
  const records = [span(0), span(1)].map(one => ({ ...one, startedAt: new Date(now), endedAt: new Date(now) }));
  let fails = true;
  const client = new Proxy(engine.client, {
    get(target, name) {
      const own = Reflect.get(target, name) as unknown;
      if (name !== 'exec') return typeof own === 'function' ? own.bind(target) : own;
      return async (params: Parameters<typeof target.exec>[0]) => {
        const answer = await target.exec(params as never);
        if (!fails) return answer;
        fails = false;
        throw new Error('the answer got lost');
      };
    },
  });
  const unlucky = (await new ClickhouseStore({ client, database, retention: keep }).getStore('observability'))!;
  await expect(unlucky.batchCreateSpans({ records })).rejects.toThrow('the answer got lost');
  await unlucky.batchCreateSpans({ records: [...records, { ...records[1]!, spanId: 'another' }] });
  expect(await rowsIn('mastra_ai_spans')).toBe(3);
  expect(await rowsIn('mastra_ai_traces')).toBe(1);
});

test('a write that broke off before its views is made whole by its repetition', async () => {
  const records = [span(0, { error: { message: 'no' } }), span(1, { traceId: 'rootless' })];
  await storage.batchCreateSpans({ records });
  const before = await storage.listTraces();
  for (const table of ['traces', 'unrooted_spans', 'trace_errors']) {
    await engine.client.command({ query: `TRUNCATE TABLE ${database}.mastra_ai_${table}` });
  }
  expect((await storage.listTraces()).pagination.total).toBe(0);
  await storage.batchCreateSpans({ records });
  expect(await storage.listTraces()).toEqual(before);
  expect(await rowsIn('mastra_ai_trace_errors')).toBe(1);
  expect(await rowsIn('mastra_ai_spans')).toBe(2);
});

test('starts and entry spans are taken out when the end and the root have come', async () => {
  await storage.batchCreateSpans({ records: [span(0, { endedAt: null })] });
  await storage.batchCreateSpans({ records: [span(2)] });
  await storage.batchCreateSpans({ records: [span(1)] });
  const { spans } = await storage.listTraces();
  expect(spans).toMatchObject([{ spanId: 'span-0', status: 'running' }]);
  await storage.batchCreateSpans({ records: [span(0)] });
  expect((await storage.listTraces()).spans).toMatchObject([{ spanId: 'span-0', status: 'success' }]);
  for (const table of ['mastra_ai_running_spans', 'mastra_ai_unrooted_spans']) {
    await engine.client.command({ query: `OPTIMIZE TABLE ${database}.${table} FINAL` });
    expect(await rowsIn(table)).toBe(0);
  }
});

test('without its root a trace is listed by its earliest span, whichever batch brought it', async () => {
  for (const n of [3, 1, 2]) await storage.batchCreateSpans({ records: [span(n)] });
  await storage.batchCreateSpans({ records: [span(4, { endedAt: null })] });
  const page = await storage.listTraces();
  expect(page.spans.map(({ spanId }) => spanId)).toEqual(['span-1']);
  expect(page.pagination.total).toBe(1);
  expect((await storage.getTrace({ traceId: 'trace' }))?.spans.length).toBe(4);
});

test('more spans without roots than are handed from query to query', async () => {
  const records = Array.from({ length: 1500 }, (_, n) => span(n + 1, { traceId: `trace-${n}` }));
  await storage.batchCreateSpans({ records });
  await storage.batchCreateSpans({ records: [span(0), span(0, { traceId: 'trace-7' })] });
  expect((await storage.listTraces({ pagination: { perPage: 1 } })).pagination.total).toBe(1501);
  const { spans } = await storage.listTraces({ filters: { traceId: 'trace-7' } });
  expect(spans.map(({ spanId }) => spanId)).toEqual(['span-0']);
});
