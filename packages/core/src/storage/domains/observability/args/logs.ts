import { z } from 'zod';
import { LOG_LEVELS } from '../../../../observability/types/logging.ts';
import { commonFilterShape, dateRangeSchema, directionSchema, pagingShape } from './common.ts';

export const logFiltersSchema = z.strictObject({
  ...commonFilterShape,
  timestamp: dateRangeSchema.optional(),
  level: z.union([z.enum(LOG_LEVELS), z.array(z.enum(LOG_LEVELS)).readonly()]).optional(),
  message: z.string().optional(),
});

export type LogFilters = z.infer<typeof logFiltersSchema>;

/** What narrows logs beside their filters. */
export const logConditionShape = {
  /** Every word of it occurs as a word of the message, upper and lower case alike. */
  search: z.string().optional(),
  /** Occurs anywhere in the message, upper and lower case alike. Scans. */
  contains: z.string().optional(),
  /** This level and the more severe ones. */
  minLevel: z.enum(LOG_LEVELS).optional(),
};

export const listLogsArgsSchema = z.strictObject({
  filters: logFiltersSchema.optional(),
  ...logConditionShape,
  orderBy: z
    .strictObject({ field: z.enum(['timestamp']).default('timestamp'), direction: directionSchema.default('DESC') })
    .partial()
    .optional(),
  ...pagingShape,
});

export type ListLogsArgs = z.input<typeof listLogsArgsSchema>;
