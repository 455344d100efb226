import type { ObservabilityEvent, Signal, TracingEvent } from '../../../../observability/types/bus.ts';
import type { AnyExportedSpan } from '../../../../observability/types/tracing.ts';
import type { CreateFeedbackRecord } from './feedback.ts';
import type { CreateLogRecord } from './log.ts';
import type { CreateMetricRecord } from './metric.ts';
import type { CreateScoreRecord } from './score.ts';
import type { CreateSpanRecord } from './span.ts';

/** The event of each signal, and the record that stores make of it. */
export interface EventRecords {
  readonly tracing: CreateSpanRecord;
  readonly log: CreateLogRecord;
  readonly metric: CreateMetricRecord;
  readonly score: CreateScoreRecord;
  readonly feedback: CreateFeedbackRecord;
}

/**
 * The record of an event: the same facts under the names that stores use, correlation fields at the top level. The
 * values are shared with the event.
 *
 * @example
 * const record = recordOf({ type: 'log', log }); // { logId, timestamp, level, message, sessionId, … }
 */
export function recordOf(event: TracingEvent): CreateSpanRecord;
export function recordOf(event: ObservabilityEvent): EventRecords[Signal];
export function recordOf(event: ObservabilityEvent): EventRecords[Signal] {
  switch (event.type) {
    case 'log':
      return flat(event.log) as CreateLogRecord;
    case 'metric':
      return flat(event.metric) as CreateMetricRecord;
    case 'score':
      return flat(event.score) as CreateScoreRecord;
    case 'feedback':
      return flat(event.feedback) as CreateFeedbackRecord;
    default:
      return spanRecord(event.exportedSpan);
  }
}

type Mutable<T> = T extends readonly (infer I)[] ? I[] : T extends object ? { -readonly [K in keyof T]: T[K] } : T;

/** Every field named, so that the compiler reports one that is forgotten. */
type WholeSpanRecord = { readonly [K in keyof Required<CreateSpanRecord>]: CreateSpanRecord[K] };

/** Field by field: spreading an object of so many costs several times as much. */
function spanRecord(span: AnyExportedSpan): CreateSpanRecord {
  const record: WholeSpanRecord = {
    traceId: span.traceId,
    spanId: span.id,
    parentSpanId: span.parentSpanId,
    name: span.name,
    spanType: span.type,
    startedAt: span.startTime,
    endedAt: span.endTime,
    sequence: span.sequence,
    isEvent: span.isEvent,
    input: span.input,
    output: span.output,
    attributes: span.attributes as Record<string, unknown> | undefined,
    metadata: span.metadata as Record<string, unknown> | undefined,
    links: span.links as Mutable<CreateSpanRecord['links']>,
    error: span.errorInfo,
    endReason: span.endReason,
    entityType: span.entityType,
    entityId: span.entityId,
    entityName: span.entityName,
    parentEntityType: span.parentEntityType,
    parentEntityId: span.parentEntityId,
    parentEntityName: span.parentEntityName,
    rootEntityType: span.rootEntityType,
    rootEntityId: span.rootEntityId,
    rootEntityName: span.rootEntityName,
    userId: span.userId,
    organizationId: span.organizationId,
    resourceId: span.resourceId,
    runId: span.runId,
    sessionId: span.sessionId,
    threadId: span.threadId,
    requestId: span.requestId,
    environment: span.environment,
    serviceName: span.serviceName,
    source: span.source,
    experimentId: span.experimentId,
    tags: span.tags as string[] | undefined,
    sampleWeight: span.sampleWeight,
  };
  return record;
}

/** Signals have their correlation in one object, records at the top level. */
function flat<T extends { readonly correlationContext?: object }>(signal: T): Omit<T, 'correlationContext'> {
  return { ...signal.correlationContext, ...signal, correlationContext: undefined };
}
