import { describe, expect, it } from 'vitest';
import type { OtlpHistogramPoint, OtlpMetric, OtlpNumberPoint } from '../otlp/metrics-request.ts';
import { MetricAggregator } from './aggregator.ts';
import type { Measurement } from './measurement.ts';

const T0 = Date.parse('2026-01-01T00:00:00Z');

function aggregatorAt(temporality: 'delta' | 'cumulative', maxSeries = 100) {
  const clock = { ms: T0 };
  return { clock, aggregator: new MetricAggregator({ temporality, maxSeries, now: () => new Date(clock.ms) }) };
}

function measured(value: number, more: Partial<Measurement> = {}): Measurement {
  return {
    name: 'calls',
    type: 'counter',
    unit: '',
    description: '',
    value,
    attributes: {},
    bounds: [],
    time: new Date(T0),
    ...more,
  };
}

function points(metrics: readonly OtlpMetric[]): readonly (OtlpNumberPoint | OtlpHistogramPoint)[] {
  return metrics.flatMap(metric => [...metric.points]);
}

function values(metrics: readonly OtlpMetric[]): readonly number[] {
  return points(metrics).map(point => ('value' in point ? point.value : point.sum));
}

describe('MetricAggregator', () => {
  it('adds up within a batch, and over all of them when cumulative', () => {
    const { aggregator, clock } = aggregatorAt('cumulative');
    clock.ms += 1000;
    const first = aggregator.aggregate([measured(1), measured(2)]);
    expect(values(first.metrics)).toEqual([3]);
    first.commit();
    clock.ms += 1000;
    const second = aggregator.aggregate([measured(4)]);
    expect(values(second.metrics)).toEqual([7]);
    expect(points(second.metrics)[0]).toMatchObject({ start: new Date(T0), time: new Date(T0 + 2000) });
  });

  it('tells only what is new when delta, and its stretches of time meet', () => {
    const { aggregator, clock } = aggregatorAt('delta');
    clock.ms += 1000;
    const first = aggregator.aggregate([measured(3)]);
    first.commit();
    clock.ms += 1000;
    const second = aggregator.aggregate([measured(4)]);
    expect(values(second.metrics)).toEqual([4]);
    expect(points(second.metrics)[0]).toMatchObject({
      start: points(first.metrics)[0]!.time,
      time: new Date(T0 + 2000),
    });
  });

  it.each(['delta', 'cumulative'] as const)('counts a batch that is sent again once (%s)', temporality => {
    const { aggregator, clock } = aggregatorAt(temporality);
    aggregator.aggregate([measured(1)]).commit();
    const batch = [measured(10), measured(5)];
    const failed = aggregator.aggregate(batch);
    clock.ms += 1000;
    const again = aggregator.aggregate(batch);
    expect(values(again.metrics)).toEqual(values(failed.metrics));
    again.commit();
    expect(values(aggregator.aggregate([measured(0)]).metrics)).toEqual([temporality === 'delta' ? 0 : 16]);
  });

  it('counts a batch once that arrives twice: an attempt that was given up ends late', () => {
    const { aggregator } = aggregatorAt('cumulative');
    const slow = aggregator.aggregate([measured(10)]);
    const again = aggregator.aggregate([measured(10)]);
    again.commit();
    slow.commit();
    expect(values(aggregator.aggregate([measured(1)]).metrics)).toEqual([11]);
  });

  it('counts the halves of a batch that was split', () => {
    const { aggregator } = aggregatorAt('cumulative');
    aggregator.aggregate([measured(1), measured(2), measured(4)]);
    aggregator.aggregate([measured(1)]).commit();
    aggregator.aggregate([measured(2), measured(4)]).commit();
    expect(values(aggregator.aggregate([measured(0)]).metrics)).toEqual([7]);
  });

  it('sorts values into buckets whose bounds are inclusive', () => {
    const { aggregator } = aggregatorAt('delta');
    const histogram = { type: 'histogram', bounds: [1, 10, 100] } as const;
    const { metrics } = aggregator.aggregate([0.5, 1, 1.5, 10, 100, 1000].map(value => measured(value, histogram)));
    expect(points(metrics)[0]).toMatchObject({
      count: 6,
      sum: 1113,
      min: 0.5,
      max: 1000,
      bounds: [1, 10, 100],
      bucketCounts: [2, 2, 1, 1],
    });
  });

  it('keeps the latest example of each bucket, and sends it once', () => {
    const { aggregator } = aggregatorAt('cumulative');
    const histogram = { type: 'histogram', bounds: [10] } as const;
    const first = aggregator.aggregate([
      measured(1, { ...histogram, traceId: 'a', spanId: '1' }),
      measured(2, { ...histogram, traceId: 'b', spanId: '2' }),
      measured(20, { ...histogram, traceId: 'c', spanId: '3' }),
      measured(3, histogram),
    ]);
    expect(points(first.metrics)[0]!.exemplars).toEqual([
      { time: new Date(T0), value: 2, traceId: 'b', spanId: '2' },
      { time: new Date(T0), value: 20, traceId: 'c', spanId: '3' },
    ]);
    first.commit();
    expect(points(aggregator.aggregate([measured(4, histogram)]).metrics)[0]!.exemplars).toEqual([]);
  });

  it.each(['delta', 'cumulative'] as const)('gives a gauge its latest value, by time (%s)', temporality => {
    const { aggregator } = aggregatorAt(temporality);
    const at = (ms: number, value: number) => measured(value, { type: 'gauge', time: new Date(T0 + ms) });
    const first = aggregator.aggregate([at(2, -3), at(1, 9)]);
    expect(values(first.metrics)).toEqual([-3]);
    first.commit();
    const late = aggregator.aggregate([at(0, 1)]);
    expect(points(late.metrics)[0]).toMatchObject({ value: -3, time: new Date(T0 + 2) });
  });

  it('tells series apart by attributes, in whatever order, and metrics by unit', () => {
    const { aggregator } = aggregatorAt('delta');
    const { metrics } = aggregator.aggregate([
      measured(1, { attributes: { a: '1', b: '2' } }),
      measured(2, { attributes: { b: '2', a: '1' } }),
      measured(4, { attributes: { a: '1' } }),
      measured(8, { unit: 'By' }),
    ]);
    expect(metrics.map(metric => [metric.unit, metric.points.length])).toEqual([
      ['', 2],
      ['By', 1],
    ]);
    expect(values(metrics)).toEqual([3, 4, 8]);
  });

  it('keeps the total right past the limit of series', () => {
    const { aggregator } = aggregatorAt('cumulative', 2);
    const user = (id: number) => measured(1, { attributes: { user: String(id) } });
    const first = aggregator.aggregate([user(1), user(2), user(3), user(4), user(1)]);
    expect(points(first.metrics).map(point => point.attributes)).toEqual([
      { user: '1' },
      { user: '2' },
      { 'otel.metric.overflow': true },
    ]);
    expect(values(first.metrics)).toEqual([2, 1, 2]);
    first.commit();
    const second = aggregator.aggregate([user(2), user(5)]);
    expect(values(second.metrics)).toEqual([2, 3]);
  });
});
