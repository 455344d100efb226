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
import { columnOf, selectList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { listRows } from './lists.ts';
import { toRow } from './rows.ts';
import { writeRecords } from './write.ts';

const columns = raw(selectList(TABLES.metric, RECORD_FIELDS.metric));

export function createMetrics(context: Context, metrics: readonly CreateMetricRecord[]): Promise<void> {
  return writeRecords(context, 'metric', metrics);
}

export function listMetrics({ db }: Context, args?: ListMetricsArgs): Promise<ListResult<'metrics', MetricRecord>> {
  const plan = planMetrics(args);
  const source = {
    select: columns,
    from: raw(TABLES.metric.name),
    where: where('metric', plan.conditions),
    column: (field: string) => columnOf('metric', field),
    timeline: { column: TABLES.metric.time, isWhole: plan.conditions.length === 0 },
  };
  return listRows(db, 'metrics', source, plan, toRow<MetricRow>, readMetric);
}
