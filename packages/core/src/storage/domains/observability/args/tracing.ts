import { z } from 'zod';
import { SPAN_TYPES } from '../../../../observability/types/span-types.ts';
import { SPAN_STATUSES } from '../records/span.ts';
import { commonFilterShape, dateRangeSchema, directionSchema, MAX_MILLISECONDS, pagingShape } from './common.ts';

const milliseconds = z.number().min(-MAX_MILLISECONDS).max(MAX_MILLISECONDS);

/** Milliseconds, both inclusive; running spans have none. */
export const durationSchema = z.strictObject({ min: milliseconds.optional(), max: milliseconds.optional() });

export const traceFiltersSchema = z.strictObject({
  ...commonFilterShape,
  startedAt: dateRangeSchema.optional(),
  endedAt: dateRangeSchema.optional(),
  spanType: z.enum(SPAN_TYPES).optional(),
  name: z.string().optional(),
  status: z.enum(SPAN_STATUSES).optional(),
  hasChildError: z.boolean().optional(),
  durationMs: durationSchema.optional(),
});

export type TraceFilters = z.infer<typeof traceFiltersSchema>;

export const listTracesLightArgsSchema = z.strictObject({
  filters: traceFiltersSchema.optional(),
  orderBy: z
    .strictObject({
      field: z.enum(['startedAt', 'endedAt']).default('startedAt'),
      direction: directionSchema.default('DESC'),
    })
    .partial()
    .optional(),
  ...pagingShape,
});

export const listTracesArgsSchema = listTracesLightArgsSchema.extend({
  /** Every row has a `summary` of its trace. @default false */
  summary: z.boolean().optional(),
});

export type ListTracesLightArgs = z.input<typeof listTracesLightArgsSchema>;
export type ListTracesArgs = z.input<typeof listTracesArgsSchema>;

export const SESSION_ORDERS = ['lastAt', 'firstAt', 'traceCount'] as const;

export const listSessionsArgsSchema = z.strictObject({
  /** Hold for the root spans of a session's traces. */
  filters: traceFiltersSchema.optional(),
  orderBy: z
    .strictObject({ field: z.enum(SESSION_ORDERS).default('lastAt'), direction: directionSchema.default('DESC') })
    .partial()
    .optional(),
  ...pagingShape,
});

export type ListSessionsArgs = z.input<typeof listSessionsArgsSchema>;

/** One conversation: the traces that share a session id, summed up. */
export interface SessionSummary {
  readonly sessionId: string;
  readonly traceCount: number;
  /** Start of the first trace. */
  readonly firstAt: Date;
  /** Start of the last trace. */
  readonly lastAt: Date;
  /** What the `model_generation` spans of its traces state in `attributes.usage`. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars: the sum of `mastra_model_cost_usd` over its traces; `null` where no cost is known. */
  readonly costUsd: number | null;
  /** Traces with an error on any span. */
  readonly errorCount: number;
  /** Scores attached to its traces. */
  readonly scoreCount: number;
}
