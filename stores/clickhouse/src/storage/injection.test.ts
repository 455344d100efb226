import type { ObservabilityStorage } from '@mastra/core/storage';
import { RECORD_FIELDS } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../testing/engine.ts';
import { startHttpFront } from '../testing/http-front.ts';
import { ClickhouseStore } from './index.ts';

const MARK = 'zzmark';
/** Ends whatever a text may have been put into. */
const attack = `${MARK}'"\`)]} OR true; TRUNCATE TABLE mastra_ai_spans -- {p0:String} \\`;
const user = { username: 'mastra', password: 'injection' };
const engine = await openEngine();
const front = await startHttpFront(engine, user);
const database = engine.database();
const retention = { tracing: false, log: false, metric: false } as const;
const store = new ClickhouseStore({ url: front.url, ...user, database, retention });
let storage: ObservabilityStorage;

const timestamp = new Date(Date.UTC(2026, 2, 1));
const one = { traceId: 'trace', timestamp };

beforeAll(async () => {
  storage = (await store.getStore('observability'))!;
  const span = { traceId: 'trace', spanId: 'span', name: 'x', spanType: 'agent_run' as const, startedAt: timestamp };
  await storage.batchCreateSpans({ records: [{ ...span, endedAt: timestamp }] });
  await storage.batchCreateLogs({ logs: [{ ...one, logId: 'log', level: 'info', message: 'hello' }] });
  await storage.batchCreateMetrics({
    metrics: [{ ...one, metricId: 'metric', name: 'latency', metricType: 'gauge', value: 1, labels: { a: 'b' } }],
  });
  await storage.batchCreateScores({ scores: [{ ...one, scoreId: 'score', scorerId: 'tone', score: 1 }] });
  await storage.batchCreateFeedback({
    feedbacks: [{ ...one, feedbackId: 'feedback', feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' }],
  });
});

afterAll(async () => {
  await store.close();
  await front.close();
  await engine.close();
});

type Args = Readonly<Record<string, unknown>>;

/** Every text that filters of this signal take, one at a time. */
function filtersOf(signal: keyof typeof RECORD_FIELDS): readonly Args[] {
  const texts = RECORD_FIELDS[signal].filter(({ kind, values }) => kind === 'text' && !values);
  return [
    ...texts.map(({ name }) => ({ [name]: attack })),
    { tags: [attack] },
    { metadata: { [attack]: attack } },
    ...(signal === 'metric' ? [{ name: [attack] }, { labels: { [attack]: attack } }] : []),
    ...(signal === 'score' ? [{ scorerId: [attack] }] : []),
  ];
}

const listed = (method: string, signal: keyof typeof RECORD_FIELDS): readonly [string, Args][] =>
  filtersOf(signal).map(filters => [method, { filters }]);
const counted = { aggregation: 'count_distinct', distinctColumn: attack, groupBy: [attack], interval: '1h' };

const calls: readonly (readonly [method: string, args: Args])[] = [
  ...listed('listTraces', 'tracing'),
  ...listed('listTracesLight', 'tracing'),
  ...listed('listSessions', 'tracing'),
  ...listed('listLogs', 'log'),
  ...listed('listMetrics', 'metric'),
  ...listed('listScores', 'score'),
  ...listed('listFeedback', 'feedback'),
  ['listLogs', { search: attack }],
  ['listLogs', { contains: attack }],
  ['listLogs', { after: attack, limit: 3 }],
  ...['listTraces', 'listLogs', 'listMetrics', 'listScores', 'listFeedback'].map(
    method => [method, { orderBy: { field: attack, direction: attack } }] as const,
  ),
  ['getSpan', { traceId: attack, spanId: attack }],
  ['getSpans', { traceId: attack, spanIds: [attack] }],
  ['getTrace', { traceId: attack }],
  ['getStructure', { traceId: attack }],
  ['getRootSpan', { traceId: attack }],
  ['getScoreById', { scoreId: attack }],
  ...['Aggregate', 'Breakdown', 'TimeSeries'].flatMap(kind =>
    [
      { ...counted, name: [attack] },
      { ...counted, filters: { labels: { [attack]: attack } }, name: ['latency'] },
    ].map(
      ({ groupBy, interval, ...args }) =>
        [
          `getMetric${kind}`,
          {
            ...args,
            ...(kind !== 'Aggregate' && { groupBy }),
            ...(kind === 'TimeSeries' && { interval }),
          },
        ] as const,
    ),
  ),
  ['getMetricTimeSeries', { name: ['latency'], aggregation: 'sum', interval: attack }],
  ['getMetricPercentiles', { name: attack, percentiles: [0.5], interval: '1h' }],
  ['getMetricAggregate', { name: ['latency'], aggregation: attack }],
  ['getScoreBreakdown', { aggregation: 'count', groupBy: [attack] }],
  ['getFeedbackBreakdown', { aggregation: 'count', groupBy: [attack] }],
  ['getMetricNames', { prefix: attack }],
  ['getMetricLabelKeys', { name: attack, prefix: attack }],
  ['getMetricLabelValues', { name: attack, labelKey: attack, prefix: attack }],
  ['getEntityNames', { entityType: attack }],
  ['getTags', { entityType: attack }],
  ['batchDeleteTraces', { traceIds: [attack], organizationId: attack, resourceId: attack }],
  ['deleteScores', { scoreIds: [attack], organizationId: attack }],
  ['deleteFeedback', { feedbackIds: [attack], organizationId: attack }],
];

describe('a text that a caller gives', () => {
  test.each(calls)('is bound in %s %j, or refused', async (method, args) => {
    const before = front.requests.length;
    const call = (storage as unknown as Readonly<Record<string, (args: Args) => Promise<unknown>>>)[method]!;
    const refused = await call.call(storage, args).then(
      () => undefined,
      (error: { readonly code: string }) => error.code,
    );
    const asked = front.requests.slice(before);
    expect(asked.filter(({ query }) => query.includes(MARK))).toEqual([]);
    // Either nothing reached the engine, or the engine has understood it.
    if (refused === undefined) expect(asked.length).toBeGreaterThan(0);
    else expect(refused).toMatch(/^OBSERVABILITY_STORAGE_/);
  });

  test('has changed nothing', async () => {
    const { rows } = await storage.storageStats();
    expect(rows).toEqual({ tracing: 1, log: 1, metric: 1, score: 1, feedback: 1 });
  });

  test('comes back as it was from all five signals', async () => {
    const record = {
      traceId: attack,
      spanId: attack,
      sessionId: attack,
      metadata: { [attack]: attack },
      tags: [attack],
    };
    await storage.batchCreateSpans({
      records: [{ ...record, name: attack, spanType: 'generic', startedAt: timestamp, endedAt: timestamp }],
    });
    await storage.batchCreateLogs({ logs: [{ ...one, ...record, logId: attack, level: 'info', message: attack }] });
    expect((await storage.getTrace({ traceId: attack }))?.spans).toMatchObject([{ ...record, name: attack }]);
    expect((await storage.listLogs({ contains: attack })).logs).toMatchObject([{ ...record, message: attack }]);
    await storage.batchDeleteTraces({ traceIds: [attack] });
    expect((await storage.storageStats()).rows).toMatchObject({ tracing: 1, log: 1 });
  });
});
