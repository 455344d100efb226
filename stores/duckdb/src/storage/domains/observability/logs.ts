import {
  type CreateLogRecord,
  type ListLogsArgs,
  type ListResult,
  type LogRecord,
  type LogRow,
  planLogs,
  RECORD_FIELDS,
  readLog,
} from '@mastra/core/storage';
import { raw } from '../../engine/sql.ts';
import { columnOf, rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { listRows } from './lists.ts';
import { toRow } from './rows.ts';
import { writeRecords } from './write.ts';

const columns = raw(rowList(TABLES.log, RECORD_FIELDS.log));

export function createLogs(context: Context, logs: readonly CreateLogRecord[]): Promise<void> {
  return writeRecords(context, 'log', logs);
}

export function listLogs(context: Context, args?: ListLogsArgs): Promise<ListResult<'logs', LogRecord>> {
  const plan = planLogs(args);
  const source = {
    select: columns,
    from: raw(TABLES.log.rows),
    where: where('log', plan.conditions),
    column: (field: string) => columnOf('log', field),
    timeline: { column: TABLES.log.time, isWhole: plan.conditions.length === 0 },
  };
  return listRows(context, 'logs', source, plan, toRow<LogRow>, readLog);
}
