import type {
  OtlpExemplar,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpNumberPoint,
  OtlpTemporality,
} from '../otlp/metrics-request.ts';
import type { Series, Stream } from './series.ts';

/** A metric with the points of those series that were measured. Counters are sums, which only ever grow. */
export function metricOf({ head, series }: Stream, temporality: OtlpTemporality, now: Date): OtlpMetric {
  const { name, unit, description, type } = head;
  const base = { name, unit, description };
  const all = [...series.values()];
  switch (type) {
    case 'counter':
      return { ...base, type: 'sum', temporality, points: all.map(one => sumPoint(one, now)) };
    case 'gauge':
      return { ...base, type: 'gauge', points: all.map(gaugePoint) };
    case 'histogram':
      return { ...base, type: 'histogram', temporality, points: all.map(one => histogramPoint(one, now)) };
  }
}

function sumPoint({ attributes, start, point }: Series, now: Date): OtlpNumberPoint {
  return { attributes, start, time: after(start, now), value: point.sum, exemplars: exemplarsOf(point.exemplars) };
}

/** A gauge tells of the moment that it was read, however late it arrives. */
function gaugePoint({ attributes, point }: Series): OtlpNumberPoint {
  return { attributes, time: point.lastTime, value: point.last };
}

function histogramPoint({ attributes, start, point }: Series, now: Date): OtlpHistogramPoint {
  const { count, sum, min, max, bounds, bucketCounts } = point;
  return {
    attributes,
    start,
    time: after(start, now),
    count,
    sum,
    min,
    max,
    bounds,
    bucketCounts: [...bucketCounts],
    exemplars: exemplarsOf(point.exemplars),
  };
}

function exemplarsOf(exemplars: ReadonlyMap<number, OtlpExemplar>): readonly OtlpExemplar[] {
  return [...exemplars.values()];
}

/** A stretch of time has a length, also where two batches share a millisecond. */
function after(start: Date, now: Date): Date {
  return now > start ? now : new Date(start.getTime() + 1);
}
