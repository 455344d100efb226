import { z } from 'zod';
import { METRIC_TYPES } from '../../../../observability/types/metrics.ts';
import { correlationShape, optionalJson, optionalText } from './correlation.ts';
import type { StoredRecord } from './stored.ts';

/** One raw observation. */
export const metricRecordSchema = z.object({
  metricId: z.string().min(1),
  timestamp: z.date(),
  name: z.string().min(1),
  metricType: z.enum(METRIC_TYPES),
  value: z.number(),
  labels: z.record(z.string(), z.string()),
  unit: optionalText,
  metadata: optionalJson,
  traceId: optionalText,
  spanId: optionalText,
  ...correlationShape,
});

export type CreateMetricRecord = z.input<typeof metricRecordSchema>;
export type MetricRecord = StoredRecord<z.output<typeof metricRecordSchema>>;
