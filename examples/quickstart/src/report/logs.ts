import type { LogRecord, ObservabilityStorage, TraceSummary } from '@mastra/core/storage';
import { heading, type Paint, paint, table } from '@mastra/example-kit';

const COLOURS: Readonly<Record<LogRecord['level'], Paint>> = {
  debug: 'dim',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
};

/** The logs that belong to a trace, by the time since it began and by who wrote them. */
export async function logsReport(store: ObservabilityStorage, trace: TraceSummary): Promise<string> {
  const { logs } = await store.listLogs({
    filters: { traceId: trace.traceId },
    orderBy: { field: 'timestamp', direction: 'ASC' },
    pagination: { perPage: 100 },
  });
  const rows = logs.map(log => [
    paint('dim', `+${log.timestamp.getTime() - trace.startedAt.getTime()} ms`),
    paint(COLOURS[log.level], log.level),
    `${log.entityType?.replace('_', ' ') ?? ''} ${log.entityName ?? ''}`,
    paint('dim', (log.spanId ?? '').slice(-8)),
    `${log.message} ${paint('dim', fields(log.data))}`,
  ]);
  return [heading('Logs', 'of this trace, each with the span that wrote it'), table(rows, 'r')].join('\n');
}

function fields(data: LogRecord['data']): string {
  return Object.entries(data ?? {})
    .map(([key, value]) => `${key}=${typeof value === 'string' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}
