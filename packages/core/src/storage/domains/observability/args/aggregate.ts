import { z } from 'zod';

export const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'count_distinct', 'last'] as const;

export type Aggregation = (typeof AGGREGATIONS)[number];

export const INTERVALS = ['1m', '5m', '15m', '1h', '1d'] as const;

export type Interval = (typeof INTERVALS)[number];

/** Milliseconds of an interval. Buckets are aligned to the epoch in UTC. */
export const INTERVAL_MS: Readonly<Record<Interval, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};

/**
 * `count_distinct` counts the values of `distinctColumn` (what `groupBy` takes too) and needs it; the others ignore it.
 * `last` is the value of the latest timestamp, then of the greatest id.
 */
export const aggregateShape = {
  aggregation: z.enum(AGGREGATIONS),
  distinctColumn: z.string().min(1).optional(),
};

export const breakdownShape = {
  ...aggregateShape,
  /** Correlation fields, `traceId`, `spanId`, the signal's own (`DIMENSION_FIELDS`) and, for metrics, label names alike. */
  groupBy: z.array(z.string().min(1)).min(1).readonly(),
  limit: z.number().int().min(1).max(10_000).optional(),
};

export const timeSeriesShape = {
  ...aggregateShape,
  interval: z.enum(INTERVALS),
  groupBy: z.array(z.string().min(1)).readonly().optional(),
};

export const percentilesShape = {
  percentiles: z.array(z.number().min(0).max(1)).min(1).readonly(),
  interval: z.enum(INTERVALS),
};

/** `value` is `null` for an aggregate of nothing; a count of nothing is 0. */
export interface AggregateResult {
  readonly value: number | null;
}

export interface BreakdownResult {
  /** Greatest value first, groups without one last, then by dimensions. An absent dimension is `null` and comes first. */
  readonly groups: readonly {
    readonly dimensions: Readonly<Record<string, string | null>>;
    readonly value: number | null;
  }[];
}

export interface TimeSeriesPoint {
  /** The start of the bucket. */
  readonly timestamp: Date;
  readonly value: number;
}

export interface TimeSeriesResult {
  /** One series without `groupBy`; else one a group, by dimensions (absent first). Empty buckets are left out. */
  readonly series: readonly {
    /** The metrics' names or the signal's; with `groupBy` the group's values joined by `, `, an absent one as `-`. */
    readonly name: string;
    /** Only with `groupBy`. An absent dimension is `null`. */
    readonly dimensions?: Readonly<Record<string, string | null>>;
    readonly points: readonly TimeSeriesPoint[];
  }[];
}

export interface PercentilesResult {
  readonly series: readonly { readonly percentile: number; readonly points: readonly TimeSeriesPoint[] }[];
}
