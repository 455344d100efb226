import type {
  AnyExportedSpan,
  ExportedFeedback,
  ExportedLog,
  ExportedMetric,
  ExportedScore,
} from '@mastra/core/observability';
import type {
  CreateFeedbackRecord,
  CreateLogRecord,
  CreateMetricRecord,
  CreateScoreRecord,
  CreateSpanRecord,
} from '@mastra/core/storage';

type Mutable<T> = T extends readonly (infer I)[] ? I[] : T extends object ? { -readonly [K in keyof T]: T[K] } : T;

/** A span's record with every field named, so that the compiler misses one that is forgotten. */
type WholeSpanRecord = { readonly [K in keyof Required<CreateSpanRecord>]: CreateSpanRecord[K] };

/**
 * The Record tier of a span: the same facts under the names that stores use. Field by field: spreading an object of so
 * many costs several times as much.
 */
export function spanRecord(span: AnyExportedSpan): CreateSpanRecord {
  const record: WholeSpanRecord = {
    traceId: span.traceId,
    spanId: span.id,
    parentSpanId: span.parentSpanId,
    name: span.name,
    spanType: span.type,
    startedAt: span.startTime,
    endedAt: span.endTime,
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

/** Signals carry their correlation in one object; records have it flat. Stores leave out what is `undefined`. */
function flat<T extends { readonly correlationContext?: object }>(signal: T): Omit<T, 'correlationContext'> {
  return { ...signal.correlationContext, ...signal, correlationContext: undefined };
}

export const logRecord = (log: ExportedLog): CreateLogRecord => flat(log) as CreateLogRecord;
export const metricRecord = (metric: ExportedMetric): CreateMetricRecord => flat(metric) as CreateMetricRecord;
export const scoreRecord = (score: ExportedScore): CreateScoreRecord => flat(score) as CreateScoreRecord;
export const feedbackRecord = (feedback: ExportedFeedback): CreateFeedbackRecord =>
  flat(feedback) as CreateFeedbackRecord;
