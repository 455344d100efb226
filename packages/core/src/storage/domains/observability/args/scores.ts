import { z } from 'zod';
import { aggregateShape, breakdownShape, percentilesShape, timeSeriesShape } from './aggregate.ts';
import { commonFilterShape, dateRangeSchema, directionSchema, pagingShape, textListSchema } from './common.ts';

export const scoreFiltersSchema = z.strictObject({
  ...commonFilterShape,
  timestamp: dateRangeSchema.optional(),
  scorerId: z.union([z.string(), textListSchema]).optional(),
  scoreId: z.string().optional(),
});

export type ScoreFilters = z.infer<typeof scoreFiltersSchema>;

const scope = { filters: scoreFiltersSchema.optional() };

export const listScoresArgsSchema = z.strictObject({
  ...scope,
  orderBy: z
    .strictObject({
      field: z.enum(['timestamp', 'score']).default('timestamp'),
      direction: directionSchema.default('DESC'),
    })
    .partial()
    .optional(),
  ...pagingShape,
});
export const scoreAggregateArgsSchema = z.strictObject({ ...scope, ...aggregateShape });
export const scoreBreakdownArgsSchema = z.strictObject({ ...scope, ...breakdownShape });
export const scoreTimeSeriesArgsSchema = z.strictObject({ ...scope, ...timeSeriesShape });
export const scorePercentilesArgsSchema = z.strictObject({ ...scope, ...percentilesShape });

export type ListScoresArgs = z.input<typeof listScoresArgsSchema>;
export type ScoreAggregateArgs = z.input<typeof scoreAggregateArgsSchema>;
export type ScoreBreakdownArgs = z.input<typeof scoreBreakdownArgsSchema>;
export type ScoreTimeSeriesArgs = z.input<typeof scoreTimeSeriesArgsSchema>;
export type ScorePercentilesArgs = z.input<typeof scorePercentilesArgsSchema>;
