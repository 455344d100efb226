import { z } from 'zod';
import { aggregateShape, breakdownShape, timeSeriesShape } from './aggregate.ts';
import { commonFilterShape, dateRangeSchema, directionSchema, pagingShape, textListSchema } from './common.ts';

export const feedbackFiltersSchema = z.strictObject({
  ...commonFilterShape,
  timestamp: dateRangeSchema.optional(),
  feedbackType: z.union([z.string(), textListSchema]).optional(),
  feedbackSource: z.string().optional(),
  feedbackId: z.string().optional(),
  feedbackUserId: z.string().optional(),
  messageId: z.string().optional(),
});

export type FeedbackFilters = z.infer<typeof feedbackFiltersSchema>;

const scope = { filters: feedbackFiltersSchema.optional() };

export const listFeedbackArgsSchema = z.strictObject({
  ...scope,
  orderBy: z
    .strictObject({ field: z.enum(['timestamp']).default('timestamp'), direction: directionSchema.default('DESC') })
    .partial()
    .optional(),
  ...pagingShape,
});

/** Aggregates of feedback look at numeric values only; `count` and `count_distinct` look at all. */
export const feedbackAggregateArgsSchema = z.strictObject({ ...scope, ...aggregateShape });
export const feedbackBreakdownArgsSchema = z.strictObject({ ...scope, ...breakdownShape });
export const feedbackTimeSeriesArgsSchema = z.strictObject({ ...scope, ...timeSeriesShape });

export type ListFeedbackArgs = z.input<typeof listFeedbackArgsSchema>;
export type FeedbackAggregateArgs = z.input<typeof feedbackAggregateArgsSchema>;
export type FeedbackBreakdownArgs = z.input<typeof feedbackBreakdownArgsSchema>;
export type FeedbackTimeSeriesArgs = z.input<typeof feedbackTimeSeriesArgsSchema>;
