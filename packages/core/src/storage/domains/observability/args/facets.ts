import { z } from 'zod';
import { feedbackFiltersSchema } from './feedback.ts';
import { logConditionShape, logFiltersSchema } from './logs.ts';
import { metricFiltersSchema } from './metrics.ts';
import { scoreFiltersSchema } from './scores.ts';
import { spanFiltersSchema } from './spans.ts';

const counted = {
  tracing: {
    signal: z.literal('tracing'),
    /** The traces that `listTraces` lists, or all spans as `listSpans` finds them. @default 'traces' */
    over: z.enum(['traces', 'spans']).optional(),
    /** Those of spans; of traces `hasChildError` too. */
    filters: spanFiltersSchema.extend({ hasChildError: z.boolean().optional() }).optional(),
  },
  log: { signal: z.literal('log'), filters: logFiltersSchema.optional(), ...logConditionShape },
  metric: { signal: z.literal('metric'), filters: metricFiltersSchema.optional() },
  score: { signal: z.literal('score'), filters: scoreFiltersSchema.optional() },
  feedback: { signal: z.literal('feedback'), filters: feedbackFiltersSchema.optional() },
};

const facets = {
  /** The fields whose values are counted (`FACET_FIELDS`), for metrics label names too. */
  fields: z.array(z.string().min(1)).min(1).max(50).readonly(),
  /** The most values of each field. @default 20 */
  limit: z.number().int().min(1).max(1000).optional(),
};

const histogram = {
  /** The most buckets. @default 60 */
  buckets: z.number().int().min(1).max(1000).optional(),
};

export const facetsArgsSchema = z.discriminatedUnion('signal', [
  z.strictObject({ ...counted.tracing, ...facets }),
  z.strictObject({ ...counted.log, ...facets }),
  z.strictObject({ ...counted.metric, ...facets }),
  z.strictObject({ ...counted.score, ...facets }),
  z.strictObject({ ...counted.feedback, ...facets }),
]);

export const histogramArgsSchema = z.discriminatedUnion('signal', [
  z.strictObject({ ...counted.tracing, ...histogram }),
  z.strictObject({ ...counted.log, ...histogram }),
  z.strictObject({ ...counted.metric, ...histogram }),
  z.strictObject({ ...counted.score, ...histogram }),
  z.strictObject({ ...counted.feedback, ...histogram }),
]);

export type FacetsArgs = z.input<typeof facetsArgsSchema>;
export type HistogramArgs = z.input<typeof histogramArgsSchema>;

/** A value of a field and how many records have it; `null` counts those that have none. */
export interface FacetValue {
  readonly value: string | null;
  readonly count: number;
}

export interface FacetsResult {
  /** By field: the most frequent values first, then by value, absent before all. */
  readonly facets: Readonly<Record<string, readonly FacetValue[]>>;
  /** By field: how many values there are, those beyond `limit` and the absent one included. */
  readonly values: Readonly<Record<string, number>>;
  /** Records that meet the filters. */
  readonly total: number;
}

export interface HistogramBucket {
  readonly start: Date;
  /** The start of the next bucket: not part of this one. */
  readonly end: Date;
  readonly count: number;
  /** Spans and traces with status `error`, logs of level `error` and `fatal`; 0 for signals without errors. */
  readonly errors: number;
}

export interface HistogramResult {
  /**
   * Equal ones, one after the other, empty ones too: over the range of the filters, where an open end is that of the
   * records found. Without any record and any range there are none.
   */
  readonly buckets: readonly HistogramBucket[];
}
