import type { AggregateResult, BreakdownResult, PercentilesResult, TimeSeriesResult } from '../args/index.ts';
import {
  type AggregatePlan,
  type BreakdownPlan,
  breakdownResult,
  compareText,
  type Dimension,
  type GroupKey,
  type PercentilesPlan,
  type TimeSeriesPlan,
  timeSeriesResult,
} from '../shared/index.ts';
import { groupRows } from './tables.ts';

/** One record in the eyes of an aggregate. A feedback whose value is a text has no number: it is only counted. */
export interface Observation {
  readonly id: string;
  readonly at: number;
  readonly value: number | null;
  readonly row: object;
}

export function aggregate(observations: readonly Observation[], plan: AggregatePlan): AggregateResult {
  return { value: aggregated(observations, plan) };
}

export function breakdown(observations: readonly Observation[], plan: BreakdownPlan): BreakdownResult {
  const groups = grouped(observations, ({ row }) => keyOf(row, plan.groupBy));
  return breakdownResult(
    plan.groupBy,
    groups.map(([key, group]) => ({ key, value: aggregated(group, plan) })),
    plan.limit,
  );
}

export function timeSeries(observations: readonly Observation[], plan: TimeSeriesPlan): TimeSeriesResult {
  const cells = grouped(observations, ({ at, row }) => [bucketOf(at, plan.intervalMs), ...keyOf(row, plan.groupBy)]);
  return timeSeriesResult(
    plan,
    cells.map(([[bucket, ...key], group]) => ({
      bucket: bucket as number,
      key: key as GroupKey,
      value: aggregated(group, plan),
    })),
  );
}

export function percentiles(observations: readonly Observation[], plan: PercentilesPlan): PercentilesResult {
  const buckets = [...groupRows(observations, ({ at }) => bucketOf(at, plan.intervalMs))]
    .sort(([a], [b]) => a - b)
    .map(([bucket, group]) => ({ bucket, values: numbers(group).sort((a, b) => a - b) }));
  return {
    series: plan.percentiles.map(percentile => ({
      percentile,
      points: buckets.map(({ bucket, values }) => ({
        timestamp: new Date(bucket),
        value: interpolated(values, percentile),
      })),
    })),
  };
}

function grouped<K extends readonly unknown[]>(
  observations: readonly Observation[],
  key: (observation: Observation) => K,
): readonly (readonly [K, readonly Observation[]])[] {
  const groups = groupRows(observations, observation => JSON.stringify(key(observation)));
  return [...groups.values()].map(group => [key(group[0]!), group]);
}

function keyOf(row: object, groupBy: readonly Dimension[]): GroupKey {
  return groupBy.map(dimension => textOf(row, dimension));
}

function textOf(row: object, dimension: Dimension): string | null {
  const fields = row as Readonly<Record<string, unknown>>;
  const holder = dimension.kind === 'field' ? fields : ((fields.labels ?? {}) as Readonly<Record<string, unknown>>);
  const value = Object.hasOwn(holder, dimension.name) ? holder[dimension.name] : undefined;
  return value === undefined ? null : String(value);
}

function bucketOf(at: number, intervalMs: number): number {
  return Math.floor(at / intervalMs) * intervalMs;
}

function aggregated(group: readonly Observation[], { aggregation, distinct }: AggregatePlan): number | null {
  if (aggregation === 'count') return group.length;
  if (aggregation === 'count_distinct') {
    return new Set(group.map(({ row }) => textOf(row, distinct!)).filter(value => value !== null)).size;
  }
  const values = numbers(group);
  if (values.length === 0) return null;
  switch (aggregation) {
    case 'sum':
      return sum(values);
    case 'avg':
      return sum(values) / values.length;
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'last':
      return group.filter(({ value }) => value !== null).reduce((a, b) => (isLater(b, a) ? b : a)).value;
  }
}

function isLater(a: Observation, b: Observation): boolean {
  return a.at === b.at ? compareText(a.id, b.id) > 0 : a.at > b.at;
}

function numbers(group: readonly Observation[]): number[] {
  return group.flatMap(({ value }) => (value === null ? [] : [value]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Linear interpolation over all values, ends included. */
function interpolated(sorted: readonly number[], percentile: number): number {
  const place = percentile * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
