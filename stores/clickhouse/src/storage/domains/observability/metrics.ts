import {
  type CreateMetricRecord,
  type ListMetricsArgs,
  type ListResult,
  type MetricRecord,
  type MetricRow,
  planMetrics,
  readMetric,
} from '@mastra/core/storage';
import type { Context } from './context.ts';
import { listEvents } from './events.ts';
import { recordRow } from './rows.ts';
import { writeEvents } from './write.ts';

export function createMetrics(context: Context, metrics: readonly CreateMetricRecord[]): Promise<void> {
  return writeEvents(context, 'metric', metrics);
}

export async function listMetrics(
  context: Context,
  args?: ListMetricsArgs,
): Promise<ListResult<'metrics', MetricRecord>> {
  return listEvents(context, 'metric', 'metrics', planMetrics(args), row => readMetric(recordRow<MetricRow>(row)));
}
