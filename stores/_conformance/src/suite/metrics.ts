import type {
  CreateMetricRecord,
  ListMetricsArgs,
  MetricAggregateArgs,
  MetricTimeSeriesArgs,
} from '@mastra/core/storage';
import { beforeAll, describe, expect, test } from 'vitest';
import { fullCorrelation } from '../fixtures/correlation.ts';
import { at, metric, ORIGIN, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const minute = 60_000;

const full: CreateMetricRecord = {
  ...fullCorrelation(3),
  metricId: 'full',
  timestamp: at(1),
  name: 'queue_depth',
  metricType: 'gauge',
  value: -2.5,
  labels: { queue: 'mail', '': 'no name', 'a.b': 'dots', empty: '' },
  unit: '{item}',
  metadata: { plan: 'pro' },
  traceId: traceId(1),
  spanId: spanId(1),
  tags: ['b', 'a'],
};

const latency = (n: number, value: number, offset: number, more: Partial<CreateMetricRecord> = {}) =>
  metric({ metricId: `l-${n}`, name: 'latency', value, timestamp: at(offset), ...more });

/** Two minutes and, an hour later, a third. */
const latencies: readonly CreateMetricRecord[] = [
  latency(1, 10, 0, { labels: { tool: 'a', 'http.status': '200' }, userId: 'u1', traceId: traceId(1) }),
  latency(2, 20, 1, { labels: { tool: 'b', 'http.status': '500' }, userId: 'u1', traceId: traceId(1) }),
  latency(3, 40, minute - 1, { labels: { tool: 'a' }, userId: 'u2', traceId: traceId(2) }),
  latency(4, 5, minute, { labels: { tool: 'b' } }),
  latency(5, 8, minute, { labels: {} }),
  latency(6, -1, 60 * minute, { labels: { tool: 'a' }, userId: 'u3' }),
];

export function describeMetrics(handle: StoreHandle): void {
  describe('metrics', () => {
    needs(handle, 'metrics');
    useData(handle, storage => storage.batchCreateMetrics({ metrics: [full, ...latencies] }));
    describeRecords(handle);
    describeAggregates(handle);
    describeBreakdowns(handle);
    describeTimeSeries(handle);
    describePercentiles(handle);
  });
}

function describeRecords(handle: StoreHandle): void {
  test('every field comes back, and what is absent is left out', async () => {
    const { metrics } = await handle.storage.listMetrics({ filters: { name: ['queue_depth'] } });
    expect(metrics).toEqual([full]);
    const bare = await handle.storage.listMetrics({
      filters: { labels: { tool: 'b' }, timestamp: { start: at(minute) } },
    });
    expect(bare.metrics).toEqual([latencies[3]]);
  });

  test('a second copy of a measurement changes no row and no total', async () => {
    const args: MetricAggregateArgs = { name: ['latency'], aggregation: 'sum' };
    const before = await handle.storage.getMetricAggregate(args);
    await handle.storage.batchCreateMetrics({ metrics: [...latencies, ...latencies] });
    expect(await handle.storage.getMetricAggregate(args)).toEqual(before);
    const { pagination } = await handle.storage.listMetrics({ filters: { name: ['latency'] } });
    expect(pagination.total).toBe(6);
  });

  test.each<[NonNullable<ListMetricsArgs['filters']>, string[]]>([
    [{ name: ['latency', 'queue_depth'], timestamp: { end: at(1) } }, ['l-2', 'full', 'l-1']],
    [{ name: [] }, []],
    [{ name: ['LATENCY'] }, []],
    [{ metricType: 'gauge' }, ['full']],
    [{ labels: { tool: 'a' } }, ['l-6', 'l-3', 'l-1']],
    [{ labels: { tool: 'a', 'http.status': '200' } }, ['l-1']],
    [{ labels: { tool: '' } }, []],
    [{ labels: { empty: '' } }, ['full']],
    [{ labels: { '': 'no name' } }, ['full']],
    [{ labels: {}, name: ['queue_depth'] }, ['full']],
  ])('filters by %j', async (filters, expected) => {
    const { metrics } = await handle.storage.listMetrics({ filters });
    expect(metrics.map(({ metricId }) => metricId)).toEqual(expected);
  });

  test.each([0, 1e-300, -1e300, 0.1, 2 ** 53, Number.MAX_VALUE, Number.MIN_VALUE])(
    'the number %d is kept',
    async value => {
      const name = `number ${value}`;
      await handle.storage.batchCreateMetrics({ metrics: [metric({ metricId: name, name, value })] });
      const { metrics } = await handle.storage.listMetrics({ filters: { name: [name] } });
      const { value: last } = await handle.storage.getMetricAggregate({ name: [name], aggregation: 'last' });
      expect([metrics[0]?.value, last]).toEqual([value, value]);
    },
  );
}

function describeAggregates(handle: StoreHandle): void {
  test.each<[Omit<MetricAggregateArgs, 'name'>, number | null]>([
    [{ aggregation: 'sum' }, 82],
    [{ aggregation: 'avg' }, 82 / 6],
    [{ aggregation: 'min' }, -1],
    [{ aggregation: 'max' }, 40],
    [{ aggregation: 'count' }, 6],
    [{ aggregation: 'last' }, -1],
    [{ aggregation: 'last', filters: { timestamp: { end: at(minute) } } }, 8],
    [{ aggregation: 'count_distinct', distinctColumn: 'userId' }, 3],
    [{ aggregation: 'count_distinct', distinctColumn: 'traceId' }, 2],
    [{ aggregation: 'count_distinct', distinctColumn: 'tool' }, 2],
    [{ aggregation: 'count_distinct', distinctColumn: 'http.status' }, 2],
    [{ aggregation: 'count_distinct', distinctColumn: 'nowhere' }, 0],
    [{ aggregation: 'sum', filters: { userId: 'u1' } }, 30],
    [{ aggregation: 'sum', filters: { userId: 'nobody' } }, null],
    [{ aggregation: 'avg', filters: { userId: 'nobody' } }, null],
    [{ aggregation: 'min', filters: { userId: 'nobody' } }, null],
    [{ aggregation: 'max', filters: { userId: 'nobody' } }, null],
    [{ aggregation: 'last', filters: { userId: 'nobody' } }, null],
    [{ aggregation: 'count', filters: { userId: 'nobody' } }, 0],
    [{ aggregation: 'count_distinct', distinctColumn: 'tool', filters: { userId: 'nobody' } }, 0],
  ])('aggregate %j', async (args, expected) => {
    const { value } = await handle.storage.getMetricAggregate({ name: ['latency'], ...args });
    if (typeof expected === 'number') expect(value).toBeCloseTo(expected, 9);
    else expect(value).toBeNull();
  });

  test('several names are taken together', async () => {
    const answer = await handle.storage.getMetricAggregate({
      name: ['latency', 'queue_depth', 'latency'],
      aggregation: 'sum',
    });
    expect(answer).toEqual({ value: 79.5 });
  });
}

function describeBreakdowns(handle: StoreHandle): void {
  const breakdown = async (args: object) =>
    (await handle.storage.getMetricBreakdown({ name: ['latency'], aggregation: 'sum', groupBy: ['tool'], ...args }))
      .groups;

  test('by a label, greatest first; what has no such label is one group', async () => {
    expect(await breakdown({})).toEqual([
      { dimensions: { tool: 'a' }, value: 49 },
      { dimensions: { tool: 'b' }, value: 25 },
      { dimensions: { tool: null }, value: 8 },
    ]);
  });

  test('by a label with dots and a correlation field; equal values by dimensions, absent first', async () => {
    expect(await breakdown({ aggregation: 'count', groupBy: ['http.status', 'userId'] })).toEqual([
      { dimensions: { 'http.status': null, userId: null }, value: 2 },
      { dimensions: { 'http.status': null, userId: 'u2' }, value: 1 },
      { dimensions: { 'http.status': null, userId: 'u3' }, value: 1 },
      { dimensions: { 'http.status': '200', userId: 'u1' }, value: 1 },
      { dimensions: { 'http.status': '500', userId: 'u1' }, value: 1 },
    ]);
  });

  test('by the name of the metric', async () => {
    const groups = await breakdown({ name: ['latency', 'queue_depth'], groupBy: ['name'], aggregation: 'count' });
    expect(groups).toEqual([
      { dimensions: { name: 'latency' }, value: 6 },
      { dimensions: { name: 'queue_depth' }, value: 1 },
    ]);
  });

  test('last and count_distinct hold for each group', async () => {
    expect(await breakdown({ aggregation: 'last' })).toEqual([
      { dimensions: { tool: null }, value: 8 },
      { dimensions: { tool: 'b' }, value: 5 },
      { dimensions: { tool: 'a' }, value: -1 },
    ]);
    const distinct = await breakdown({ aggregation: 'count_distinct', distinctColumn: 'userId' });
    expect(distinct.map(({ value }) => value)).toEqual([3, 1, 0]);
  });

  test('a limit keeps the greatest; nothing has no groups', async () => {
    expect(await breakdown({ limit: 1 })).toEqual([{ dimensions: { tool: 'a' }, value: 49 }]);
    expect(await breakdown({ filters: { userId: 'nobody' } })).toEqual([]);
  });
}

function describeTimeSeries(handle: StoreHandle): void {
  const series = async (args: object) => {
    const asked: MetricTimeSeriesArgs = { name: ['latency'], aggregation: 'sum', interval: '1m', ...args };
    return (await handle.storage.getMetricTimeSeries(asked)).series;
  };
  const point = (ms: number, value: number) => ({ timestamp: at(ms), value });

  test('buckets are aligned to the epoch, and empty ones are left out', async () => {
    const points = [point(0, 70), point(minute, 13), point(60 * minute, -1)];
    expect(await series({})).toEqual([{ name: 'latency', points }]);
    expect(await series({ interval: '5m' })).toEqual([
      { name: 'latency', points: [point(0, 83), point(60 * minute, -1)] },
    ]);
    const day = { timestamp: new Date(Math.floor(ORIGIN / 86_400_000) * 86_400_000), value: 82 };
    expect(await series({ interval: '1d' })).toEqual([{ name: 'latency', points: [day] }]);
  });

  test('groups have series of their own, absent first', async () => {
    expect(await series({ groupBy: ['tool'], interval: '1h' })).toEqual([
      { name: '-', dimensions: { tool: null }, points: [point(0, 8)] },
      { name: 'a', dimensions: { tool: 'a' }, points: [point(0, 50), point(60 * minute, -1)] },
      { name: 'b', dimensions: { tool: 'b' }, points: [point(0, 25)] },
    ]);
  });

  test('every aggregation holds for each bucket', async () => {
    const values = async (aggregation: string, distinctColumn?: string) =>
      (await series({ aggregation, ...(distinctColumn && { distinctColumn }) }))[0]?.points.map(({ value }) => value);
    expect(await values('count')).toEqual([3, 2, 1]);
    expect(await values('min')).toEqual([10, 5, -1]);
    expect(await values('max')).toEqual([40, 8, -1]);
    expect(await values('last')).toEqual([40, 8, -1]);
    expect(await values('avg')).toEqual([70 / 3, 6.5, -1]);
    expect(await values('count_distinct', 'userId')).toEqual([2, 0, 1]);
  });

  test('nothing is one series without points, or no series of groups', async () => {
    const filters = { userId: 'nobody' };
    expect(await series({ filters, name: ['latency', 'other'] })).toEqual([{ name: 'latency, other', points: [] }]);
    expect(await series({ filters, groupBy: ['tool'] })).toEqual([]);
  });
}

function describePercentiles(handle: StoreHandle): void {
  beforeAll(() =>
    handle.storage.batchCreateMetrics({
      metrics: [4, 1, 3, 2].map(value =>
        metric({ metricId: `p-${value}`, name: 'spread', value, timestamp: at(value) }),
      ),
    }),
  );

  test('are interpolated between the values, ends included, as often as asked', async () => {
    const percentiles = [0.5, 0, 1, 0.25, 0.9, 0.5];
    const { series } = await handle.storage.getMetricPercentiles({ name: 'spread', percentiles, interval: '1m' });
    expect(series.map(({ percentile }) => percentile)).toEqual(percentiles);
    for (const [i, value] of [2.5, 1, 4, 1.75, 3.7, 2.5].entries()) {
      expect(series[i]?.points).toEqual([{ timestamp: at(0), value: expect.closeTo(value, 9) }]);
    }
  });

  test('hold for each bucket', async () => {
    const { series } = await handle.storage.getMetricPercentiles({
      name: 'latency',
      percentiles: [0.5],
      interval: '1m',
    });
    expect(series[0]?.points).toEqual([
      { timestamp: at(0), value: 20 },
      { timestamp: at(minute), value: 6.5 },
      { timestamp: at(60 * minute), value: -1 },
    ]);
  });

  test('of nothing are series without points', async () => {
    const { series } = await handle.storage.getMetricPercentiles({
      name: 'nowhere',
      percentiles: [0.5, 0.9],
      interval: '1d',
    });
    expect(series).toEqual([
      { percentile: 0.5, points: [] },
      { percentile: 0.9, points: [] },
    ]);
  });
}
