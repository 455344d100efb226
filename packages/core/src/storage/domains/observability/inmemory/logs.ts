import type { ListLogsArgs, ListResult } from '../args/index.ts';
import { type CreateLogRecord, type LogRecord, prepareRecords, readLog } from '../records/index.ts';
import { planLogs } from '../shared/index.ts';
import { listRows } from './list.ts';
import { matches } from './matches.ts';
import { addNew, type Tables } from './tables.ts';

export function createLogs(tables: Tables, logs: readonly CreateLogRecord[]): void {
  addNew(tables.logs, prepareRecords('log', logs), row => row.logId, tables.writes);
}

export function listLogs(tables: Tables, args: ListLogsArgs | undefined): ListResult<'logs', LogRecord> {
  const plan = planLogs(args);
  const found = [...tables.logs.values()].filter(row => matches(row, plan.conditions));
  return listRows('logs', found, plan, readLog);
}
