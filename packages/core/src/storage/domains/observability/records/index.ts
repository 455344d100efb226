export { type FieldReader, fieldReader, refused } from './check.ts';
export { type CreateFeedbackRecord, type FeedbackRecord, feedbackRecordSchema } from './feedback.ts';
export {
  type FieldKind,
  RECORD_FIELDS,
  RECORD_KEYS,
  RECORD_TIMES,
  type RecordField,
  SPAN_LIGHT_FIELDS,
  SPAN_SUMMARY_FIELDS,
} from './fields.ts';
export { type CreateLogRecord, type LogRecord, logRecordSchema } from './log.ts';
export { type CreateMetricRecord, type MetricRecord, metricRecordSchema } from './metric.ts';
export { payloadOf } from './payload-of.ts';
export {
  type PreparedSpanUpdate,
  prepareRecord,
  prepareRecords,
  prepareSpanUpdates,
  type SignalRows,
} from './prepare.ts';
export {
  readFeedback,
  readLightSpan,
  readLog,
  readMetric,
  readScore,
  readSpan,
  readSpanSummary,
} from './read.ts';
export { type EventRecords, recordOf } from './record-of.ts';
export { givesWay, revise } from './revise.ts';
export type { FeedbackRow, LogRow, MetricRow, RowOf, ScoreRow, SpanChanges, SpanRow } from './rows.ts';
export { type CreateScoreRecord, type ScoreRecord, scoreRecordSchema } from './score.ts';
export {
  type CreateSpanRecord,
  type LightSpanRecord,
  type LightTraceSummary,
  type PayloadSizes,
  SPAN_STATUSES,
  type SpanRecord,
  type SpanStatus,
  type SpanSummary,
  type StructureSpan,
  spanRecordSchema,
  type TraceStructure,
  type TraceSummary,
  type UpdateSpanRecord,
} from './span.ts';
export { compareSpans } from './span-order.ts';
export { DEFAULT_LOST_AFTER_MS, lostBefore, spanStatus } from './status.ts';
export { type StoredRecord, withoutAbsent } from './stored.ts';
