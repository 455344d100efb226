import type { ExportedLog, LogLevel } from '@mastra/core/observability';
import { Otel } from '../conventions/general.ts';
import { correlationAttributes } from '../spans/correlation.ts';
import { metadataAttributes } from '../spans/own-attributes.ts';
import type { LogDescription } from './log-record.ts';

/** OpenTelemetry's `SeverityNumber`: the lowest of each level's four. */
const SEVERITIES: Readonly<Record<LogLevel, number>> = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** A log line: its data are attributes by their own names, and an error among them is an exception. */
export function describeLog(log: ExportedLog): LogDescription {
  return {
    timestamp: log.timestamp,
    severityNumber: SEVERITIES[log.level],
    severityText: log.level.toUpperCase(),
    body: log.message,
    traceId: log.traceId,
    spanId: log.spanId,
    attributes: {
      ...log.data,
      ...exceptionAttributes(log.data),
      ...metadataAttributes(log.metadata),
      ...correlationAttributes(log.correlationContext),
      [Otel.LOG_RECORD_UID]: log.logId,
    },
  };
}

/** Of `logger.error('…', { error })`, and of `err`, as other loggers name it. */
function exceptionAttributes(data: ExportedLog['data']): Record<string, unknown> {
  const error = data?.error ?? data?.err;
  if (typeof error !== 'object' || error === null || !('message' in error)) return {};
  const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown };
  return {
    [Otel.EXCEPTION_TYPE]: name,
    [Otel.EXCEPTION_MESSAGE]: message,
    [Otel.EXCEPTION_STACKTRACE]: stack,
  };
}
