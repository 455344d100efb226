import type { z } from 'zod';
import { MastraError } from '../../../../error/index.ts';
import { type Aggregation, INTERVAL_MS, type Interval } from '../args/aggregate.ts';
import {
  feedbackAggregateArgsSchema,
  feedbackBreakdownArgsSchema,
  feedbackTimeSeriesArgsSchema,
} from '../args/feedback.ts';
import {
  metricAggregateArgsSchema,
  metricBreakdownArgsSchema,
  metricPercentilesArgsSchema,
  metricTimeSeriesArgsSchema,
} from '../args/metrics.ts';
import {
  scoreAggregateArgsSchema,
  scoreBreakdownArgsSchema,
  scorePercentilesArgsSchema,
  scoreTimeSeriesArgsSchema,
} from '../args/scores.ts';
import { parseArgs } from './args.ts';
import { type Condition, filterConditions } from './conditions.ts';
import { type AggregatedSignal, type Dimension, resolveDimension } from './dimensions.ts';

/** What an aggregate was asked for, with nothing left to decide. */
export interface AggregatePlan {
  readonly conditions: readonly Condition[];
  readonly aggregation: Aggregation;
  /** Only for `count_distinct`. */
  readonly distinct: Dimension | null;
}

export interface BreakdownPlan extends AggregatePlan {
  readonly groupBy: readonly Dimension[];
  /** The most groups to answer; `null` for all. */
  readonly limit: number | null;
}

export interface TimeSeriesPlan extends AggregatePlan {
  /** Empty for one series of everything. */
  readonly groupBy: readonly Dimension[];
  readonly intervalMs: number;
  /** The name of the one series without `groupBy`: the metrics' names, or the signal's. */
  readonly name: string;
}

export interface PercentilesPlan {
  readonly conditions: readonly Condition[];
  /** From 0 to 1, in the order and as often as they were asked for. */
  readonly percentiles: readonly number[];
  readonly intervalMs: number;
}

const schemas = {
  metric: {
    aggregate: metricAggregateArgsSchema,
    breakdown: metricBreakdownArgsSchema,
    timeSeries: metricTimeSeriesArgsSchema,
  },
  score: {
    aggregate: scoreAggregateArgsSchema,
    breakdown: scoreBreakdownArgsSchema,
    timeSeries: scoreTimeSeriesArgsSchema,
  },
  feedback: {
    aggregate: feedbackAggregateArgsSchema,
    breakdown: feedbackBreakdownArgsSchema,
    timeSeries: feedbackTimeSeriesArgsSchema,
  },
} as const;

const methodNames = { metric: 'getMetric', score: 'getScore', feedback: 'getFeedback' } as const;

export function planAggregate(signal: AggregatedSignal, args: unknown): AggregatePlan {
  const parsed = parseArgs(schemas[signal].aggregate, `${methodNames[signal]}Aggregate`, args);
  return aggregatePlan(signal, parsed);
}

export function planBreakdown(signal: AggregatedSignal, args: unknown): BreakdownPlan {
  const parsed = parseArgs(schemas[signal].breakdown, `${methodNames[signal]}Breakdown`, args);
  return {
    ...aggregatePlan(signal, parsed),
    groupBy: dimensions(signal, parsed.groupBy),
    limit: parsed.limit ?? null,
  };
}

export function planTimeSeries(signal: AggregatedSignal, args: unknown): TimeSeriesPlan {
  const parsed = parseArgs(schemas[signal].timeSeries, `${methodNames[signal]}TimeSeries`, args);
  return {
    ...aggregatePlan(signal, parsed),
    groupBy: dimensions(signal, parsed.groupBy ?? []),
    intervalMs: INTERVAL_MS[parsed.interval],
    name: 'name' in parsed ? parsed.name.join(', ') : signal,
  };
}

/** For metrics and scores. */
export function planPercentiles(signal: 'metric' | 'score', args: unknown): PercentilesPlan {
  const parsed =
    signal === 'metric'
      ? parseArgs(metricPercentilesArgsSchema, 'getMetricPercentiles', args)
      : parseArgs(scorePercentilesArgsSchema, 'getScorePercentiles', args);
  const named: Condition[] = 'name' in parsed ? [{ kind: 'equals', field: 'name', value: parsed.name }] : [];
  return {
    conditions: [...named, ...filterConditions(parsed.filters)],
    percentiles: parsed.percentiles,
    intervalMs: INTERVAL_MS[parsed.interval as Interval],
  };
}

type ParsedAggregate = z.output<(typeof schemas)[AggregatedSignal]['aggregate']>;

function aggregatePlan(signal: AggregatedSignal, parsed: ParsedAggregate): AggregatePlan {
  const named: Condition[] =
    'name' in parsed ? [{ kind: 'oneOf', field: 'name', values: [...new Set(parsed.name)] }] : [];
  return {
    conditions: [...named, ...filterConditions(parsed.filters)],
    aggregation: parsed.aggregation,
    distinct: parsed.aggregation === 'count_distinct' ? distinctDimension(signal, parsed.distinctColumn) : null,
  };
}

function distinctDimension(signal: AggregatedSignal, column: string | undefined): Dimension {
  if (column !== undefined) return resolveDimension(signal, column);
  throw new MastraError({
    code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
    domain: 'STORAGE',
    message:
      "aggregation 'count_distinct' was given without distinctColumn. Name what to count, for example 'traceId' or 'userId'.",
  });
}

function dimensions(signal: AggregatedSignal, names: readonly string[]): Dimension[] {
  return [...new Set(names)].map(name => resolveDimension(signal, name));
}
