import type {
  AggregateResult,
  BreakdownResult,
  ListMetricsArgs,
  ListResult,
  MetricAggregateArgs,
  MetricBreakdownArgs,
  MetricPercentilesArgs,
  MetricTimeSeriesArgs,
  PercentilesResult,
  TimeSeriesResult,
} from '../args/index.ts';
import {
  type CreateMetricRecord,
  type MetricRecord,
  type MetricRow,
  prepareRecords,
  readMetric,
} from '../records/index.ts';
import {
  type Condition,
  planAggregate,
  planBreakdown,
  planMetrics,
  planPercentiles,
  planTimeSeries,
} from '../shared/index.ts';
import { aggregate, breakdown, type Observation, percentiles, timeSeries } from './aggregates.ts';
import { listRows } from './list.ts';
import { matches } from './matches.ts';
import { addNew, type Tables } from './tables.ts';

export function createMetrics(tables: Tables, metrics: readonly CreateMetricRecord[]): void {
  addNew(tables.metrics, prepareRecords('metric', metrics), row => row.metricId, tables.writes);
}

export function listMetrics(tables: Tables, args: ListMetricsArgs | undefined): ListResult<'metrics', MetricRecord> {
  const plan = planMetrics(args);
  return listRows('metrics', found(tables, plan.conditions), plan, readMetric);
}

export function metricAggregate(tables: Tables, args: MetricAggregateArgs): AggregateResult {
  const plan = planAggregate('metric', args);
  return aggregate(observations(tables, plan.conditions), plan);
}

export function metricBreakdown(tables: Tables, args: MetricBreakdownArgs): BreakdownResult {
  const plan = planBreakdown('metric', args);
  return breakdown(observations(tables, plan.conditions), plan);
}

export function metricTimeSeries(tables: Tables, args: MetricTimeSeriesArgs): TimeSeriesResult {
  const plan = planTimeSeries('metric', args);
  return timeSeries(observations(tables, plan.conditions), plan);
}

export function metricPercentiles(tables: Tables, args: MetricPercentilesArgs): PercentilesResult {
  const plan = planPercentiles('metric', args);
  return percentiles(observations(tables, plan.conditions), plan);
}

function found(tables: Tables, conditions: readonly Condition[]): MetricRow[] {
  return [...tables.metrics.values()].filter(row => matches(row, conditions));
}

function observations(tables: Tables, conditions: readonly Condition[]): Observation[] {
  return found(tables, conditions).map(row => ({ id: row.metricId, at: row.timestamp, value: row.value, row }));
}
