import type { ExportedLog, LogLevel } from '@mastra/core/observability';
import { isRecord } from '@mastra/observability/exporters';
import { decimalId } from './ids.ts';
import type { DatadogLog } from './protocol.ts';
import { correlationTags, tag } from './tags.ts';

const STATUS: Readonly<Record<LogLevel, string>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'critical',
};

export interface LogContext {
  readonly service: string | undefined;
  readonly env: string | undefined;
  readonly hostname: string | undefined;
  readonly tags: readonly string[];
}

/** A log as Datadog's log intake takes it, joined to its span by `dd.trace_id` and `dd.span_id`. */
export function datadogLog(log: ExportedLog, context: LogContext): DatadogLog {
  const { data, metadata, correlationContext, traceId, spanId } = log;
  const service = context.service ?? correlationContext?.serviceName;
  const env = context.env ?? correlationContext?.environment;
  const sessionId = correlationContext?.sessionId ?? correlationContext?.threadId;
  const error = errorOf(data?.error ?? data?.err);
  return {
    ddsource: 'mastra',
    ddtags: [...context.tags, ...(env ? [tag('env', env)] : []), ...correlationTags(correlationContext)].join(','),
    ...(context.hostname && { hostname: context.hostname }),
    ...(service && { service }),
    status: STATUS[log.level],
    message: log.message,
    timestamp: log.timestamp.getTime(),
    log_id: log.logId,
    ...(traceId && { dd: { trace_id: traceId, ...(spanId && { span_id: decimalId(spanId) }) } }),
    ...(sessionId && { session_id: sessionId }),
    ...(correlationContext?.userId && { usr: { id: correlationContext.userId } }),
    ...(error && { error }),
    ...(data && { data }),
    ...(metadata && { metadata }),
  };
}

/** Datadog's standard attributes of an error, for its error tracking. */
function errorOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isRecord(value) || typeof value.message !== 'string') return undefined;
  return {
    message: value.message,
    ...(typeof value.name === 'string' && { kind: value.name }),
    ...(typeof value.stack === 'string' && { stack: value.stack }),
  };
}
