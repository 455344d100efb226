import {
  type CreateMetricRecord,
  type ListMetricsArgs,
  type ListResult,
  type MetricRecord,
  type MetricRow,
  planMetrics,
  RECORD_FIELDS,
  readMetric,
} from '@mastra/core/storage';
import { raw } from '../../engine/sql.ts';
import { columnOf, rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { listRows } from './lists.ts';
import { toRow } from './rows.ts';
import { writeRecords } from './write.ts';

const columns = raw(rowList(TABLES.metric, RECORD_FIELDS.metric));

export function createMetrics(context: Context, metrics: readonly CreateMetricRecord[]): Promise<void> {
  return writeRecords(context, 'metric', metrics);
}

export function listMetrics(context: Context, args?: ListMetricsArgs): Promise<ListResult<'metrics', MetricRecord>> {
  const plan = planMetrics(args);
  const source = {
    select: columns,
    from: raw(TABLES.metric.rows),
    where: where('metric', plan.conditions),
    column: (field: string) => columnOf('metric', field),
    timeline: { column: TABLES.metric.time, isWhole: plan.conditions.length === 0 },
  };
  return listRows(context, 'metrics', source, plan, toRow<MetricRow>, readMetric);
}
