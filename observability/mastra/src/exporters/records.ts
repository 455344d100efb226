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

/** The Record tier of a span: the same facts under the names that stores use. */
export function spanRecord(span: AnyExportedSpan): CreateSpanRecord {
  const {
    id,
    type,
    startTime,
    endTime,
    errorInfo,
    isRootSpan: _root,
    links,
    tags,
    attributes,
    metadata,
    ...rest
  } = span;
  return {
    ...rest,
    spanId: id,
    spanType: type,
    startedAt: startTime,
    endedAt: endTime,
    error: errorInfo,
    attributes: attributes as Record<string, unknown> | undefined,
    metadata: metadata as Record<string, unknown> | undefined,
    links: links as Mutable<CreateSpanRecord['links']>,
    tags: tags as string[] | undefined,
  };
}

/** Signals carry their correlation in one object; records have it flat. */
function flat<T extends { readonly correlationContext?: object }>(signal: T): Omit<T, 'correlationContext'> {
  const { correlationContext, ...own } = signal;
  return { ...correlationContext, ...own };
}

export const logRecord = (log: ExportedLog): CreateLogRecord => flat(log) as CreateLogRecord;
export const metricRecord = (metric: ExportedMetric): CreateMetricRecord => flat(metric) as CreateMetricRecord;
export const scoreRecord = (score: ExportedScore): CreateScoreRecord => flat(score) as CreateScoreRecord;
export const feedbackRecord = (feedback: ExportedFeedback): CreateFeedbackRecord =>
  flat(feedback) as CreateFeedbackRecord;
