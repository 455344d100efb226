import type { ExportedLog, LogLevel } from '@mastra/core/observability';
import type { SerializedLog } from '@sentry/core';
import { cut, prefixed, typed } from './attributes.ts';
import { correlationAttributes, type Origin } from './context.ts';
import { seconds } from './ids.ts';

/** OpenTelemetry's numbers for the levels. */
const SEVERITY: Readonly<Record<LogLevel, number>> = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** A log in Sentry's protocol, which the types of its SDK know without the span. */
export type SentryLog = SerializedLog & { readonly span_id?: string };

/** @param ownTrace The trace of logs that belong to none: Sentry wants one on each. */
export function toSentryLog(log: ExportedLog, origin: Origin, ownTrace: string): SentryLog {
  return {
    timestamp: seconds(log.timestamp),
    trace_id: log.traceId ?? ownTrace,
    ...(log.spanId !== undefined && { span_id: log.spanId }),
    level: log.level,
    severity_number: SEVERITY[log.level],
    body: cut(log.message),
    attributes: typed({
      ...log.data,
      ...prefixed('mastra.metadata.', log.metadata),
      ...correlationAttributes(log.correlationContext),
      'mastra.log_id': log.logId,
      // By which Sentry's own SDKs tie a log to its span.
      'sentry.trace.parent_span_id': log.spanId,
      'sentry.origin': 'auto.log.mastra',
      ...origin.attributes(log.correlationContext),
    }),
  };
}
