import type { ExportedLog, LogLevel } from '@mastra/core/observability';
import { attributesOf, correlationAttributes, hrTime, type OtlpClient, type OtlpScope } from '@mastra/otel-exporter';

type LogRecord = Parameters<OtlpClient['sendLogs']>[0][number];

/** OpenTelemetry's `SeverityNumber`: the lowest of each level's four. */
const SEVERITIES: Readonly<Record<LogLevel, number>> = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };
const SAMPLED = 1;

/** A log as OTLP carries it. `posthogDistinctId` is how PostHog finds the person, `log.record.uid` tells copies apart. */
export function logRecord(log: ExportedLog, resource: LogRecord['resource'], scope: OtlpScope): LogRecord {
  const { data, metadata, correlationContext, traceId, spanId } = log;
  const time = hrTime(log.timestamp);
  return {
    hrTime: time,
    hrTimeObserved: time,
    ...(traceId && { spanContext: { traceId, spanId: spanId ?? '', traceFlags: SAMPLED } }),
    severityNumber: SEVERITIES[log.level],
    severityText: log.level.toUpperCase(),
    body: log.message,
    attributes: attributesOf({
      ...data,
      ...metadata,
      ...correlationAttributes(correlationContext),
      posthogDistinctId: correlationContext?.userId,
      'log.record.uid': log.logId,
    }),
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
  };
}
