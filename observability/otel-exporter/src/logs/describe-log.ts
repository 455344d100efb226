import type { ExportedLog, LogLevel } from '@mastra/core/observability';
import { Otel } from '../conventions/general.ts';
import { AttributeBuilder } from '../otlp/attribute-builder.ts';
import { putCorrelation } from '../spans/correlation.ts';
import { putMetadata } from '../spans/own-attributes.ts';
import type { LogDescription } from './log-record.ts';

/** OpenTelemetry's `SeverityNumber`: the lowest of each level's four. */
const SEVERITIES: Readonly<Record<LogLevel, number>> = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** A log line: its data are attributes by their own names, and an error among them is an exception. */
export function describeLog(log: ExportedLog): LogDescription {
  const to = new AttributeBuilder();
  to.putAll(log.data);
  putException(to, log.data);
  putMetadata(to, log.metadata);
  putCorrelation(to, log.correlationContext);
  to.put(Otel.LOG_RECORD_UID, log.logId);
  return {
    timestamp: log.timestamp,
    severityNumber: SEVERITIES[log.level],
    severityText: log.level.toUpperCase(),
    body: log.message,
    traceId: log.traceId,
    spanId: log.spanId,
    attributes: to.build(),
  };
}

/** Of `logger.error('…', { error })`, and of `err`, as other loggers name it. */
function putException(to: AttributeBuilder, data: ExportedLog['data']): void {
  const error = data?.error ?? data?.err;
  if (typeof error !== 'object' || error === null || !('message' in error)) return;
  const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown };
  to.put(Otel.EXCEPTION_TYPE, name);
  to.put(Otel.EXCEPTION_MESSAGE, message);
  to.put(Otel.EXCEPTION_STACKTRACE, stack);
}
