import { z } from 'zod';
import { METRIC_TYPES } from '../../../../observability/types/metrics.ts';
import { aggregateShape, breakdownShape, percentilesShape, timeSeriesShape } from './aggregate.ts';
import {
  commonFilterShape,
  dateRangeSchema,
  directionSchema,
  pagingShape,
  tenantShape,
  textsSchema,
} from './common.ts';

export const metricFiltersSchema = z.strictObject({
  ...commonFilterShape,
  timestamp: dateRangeSchema.optional(),
  name: z.array(z.string().min(1)).readonly().optional(),
  metricType: z.enum(METRIC_TYPES).optional(),
  /** The measurement has each of these labels with exactly this value. */
  labels: textsSchema.optional(),
});

export type MetricFilters = z.infer<typeof metricFiltersSchema>;

export const listMetricsArgsSchema = z.strictObject({
  filters: metricFiltersSchema.optional(),
  orderBy: z
    .strictObject({ field: z.enum(['timestamp']).default('timestamp'), direction: directionSchema.default('DESC') })
    .partial()
    .optional(),
  ...pagingShape,
});

const names = { name: z.array(z.string().min(1)).min(1).readonly(), filters: metricFiltersSchema.optional() };

export const metricAggregateArgsSchema = z.strictObject({ ...names, ...aggregateShape });
export const metricBreakdownArgsSchema = z.strictObject({ ...names, ...breakdownShape });
export const metricTimeSeriesArgsSchema = z.strictObject({ ...names, ...timeSeriesShape });
export const metricPercentilesArgsSchema = z.strictObject({
  name: z.string().min(1),
  filters: metricFiltersSchema.optional(),
  ...percentilesShape,
});

const found = {
  prefix: z.string().optional(),
  limit: z.number().int().min(1).max(10_000).default(1000),
  ...tenantShape,
};

export const metricNamesArgsSchema = z.strictObject(found);
export const metricLabelKeysArgsSchema = z.strictObject({ name: z.string().min(1), ...found });
export const metricLabelValuesArgsSchema = z.strictObject({
  name: z.string().min(1),
  labelKey: z.string().min(1),
  ...found,
});

export type ListMetricsArgs = z.input<typeof listMetricsArgsSchema>;
export type MetricAggregateArgs = z.input<typeof metricAggregateArgsSchema>;
export type MetricBreakdownArgs = z.input<typeof metricBreakdownArgsSchema>;
export type MetricTimeSeriesArgs = z.input<typeof metricTimeSeriesArgsSchema>;
export type MetricPercentilesArgs = z.input<typeof metricPercentilesArgsSchema>;
export type MetricNamesArgs = z.input<typeof metricNamesArgsSchema>;
export type MetricLabelKeysArgs = z.input<typeof metricLabelKeysArgsSchema>;
export type MetricLabelValuesArgs = z.input<typeof metricLabelValuesArgsSchema>;
