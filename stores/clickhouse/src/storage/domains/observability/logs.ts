import {
  type CreateLogRecord,
  type ListLogsArgs,
  type ListResult,
  type LogRecord,
  type LogRow,
  planLogs,
  readLog,
} from '@mastra/core/storage';
import type { Context } from './context.ts';
import { listEvents } from './events.ts';
import { recordRow } from './rows.ts';
import { writeEvents } from './write.ts';

export function createLogs(context: Context, logs: readonly CreateLogRecord[]): Promise<void> {
  return writeEvents(context, 'log', logs);
}

export async function listLogs(context: Context, args?: ListLogsArgs): Promise<ListResult<'logs', LogRecord>> {
  return listEvents(context, 'log', 'logs', planLogs(args), row => readLog(recordRow<LogRow>(row)));
}
