import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { hrTime } from '../otlp/time.ts';
import type { OtlpScope } from '../spans/readable-span.ts';

/** Where log records come from. */
export interface LogOrigin {
  readonly resource: Resource;
  readonly scope: OtlpScope;
}

export interface LogDescription {
  readonly timestamp: Date;
  readonly severityNumber: NonNullable<ReadableLogRecord['severityNumber']>;
  readonly severityText: string;
  readonly body?: string;
  /** Makes the record an event. */
  readonly eventName?: string;
  readonly attributes: Attributes;
  readonly traceId?: string;
  readonly spanId?: string;
}

const SAMPLED = 1;

/** A log record as OpenTelemetry's SDK would have made it. */
export function toReadableLog(log: LogDescription, { resource, scope }: LogOrigin): ReadableLogRecord {
  const time = hrTime(log.timestamp);
  return {
    hrTime: time,
    hrTimeObserved: time,
    spanContext: contextOf(log),
    severityNumber: log.severityNumber,
    severityText: log.severityText,
    body: log.body,
    eventName: log.eventName,
    attributes: log.attributes,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
  };
}

function contextOf({ traceId, spanId }: LogDescription): SpanContext | undefined {
  return traceId ? { traceId, spanId: spanId ?? '', traceFlags: SAMPLED } : undefined;
}
