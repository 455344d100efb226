import type { OtlpExemplar } from '../otlp/metrics-request.ts';
import type { Measurement } from './measurement.ts';

/** What the measurements of one series add up to. A point is changed only while it is being made. */
export interface Point {
  sum: number;
  count: number;
  min: number;
  max: number;
  /** Of a gauge: the latest value and its time. */
  last: number;
  lastTime: Date;
  readonly bounds: readonly number[];
  readonly bucketCounts: number[];
  /** By bucket: the latest measurement that was taken in a span. */
  readonly exemplars: Map<number, OtlpExemplar>;
}

export function emptyPoint(bounds: readonly number[]): Point {
  return {
    sum: 0,
    count: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    last: 0,
    lastTime: new Date(0),
    bounds,
    bucketCounts: new Array<number>(bounds.length + 1).fill(0),
    exemplars: new Map(),
  };
}

/** A point to go on from: the same totals, without the examples, which have been sent. */
export function continued(point: Point): Point {
  return { ...point, bucketCounts: [...point.bucketCounts], exemplars: new Map() };
}

export function add(point: Point, { value, time, traceId, spanId }: Measurement): void {
  const bucket = bucketOf(point.bounds, value);
  point.sum += value;
  point.count++;
  point.min = Math.min(point.min, value);
  point.max = Math.max(point.max, value);
  point.bucketCounts[bucket] = (point.bucketCounts[bucket] ?? 0) + 1;
  if (time >= point.lastTime) {
    point.last = value;
    point.lastTime = time;
  }
  if (traceId) point.exemplars.set(bucket, { time, value, traceId, spanId });
}

/** Bounds are inclusive: a value belongs to the first bucket whose bound it does not exceed. */
function bucketOf(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
