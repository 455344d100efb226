import type { FeedbackRecord } from './feedback.ts';
import { RECORD_FIELDS, type RecordField, SPAN_LIGHT_FIELDS, SPAN_SUMMARY_FIELDS } from './fields.ts';
import type { LogRecord } from './log.ts';
import type { MetricRecord } from './metric.ts';
import type { FeedbackRow, LogRow, MetricRow, ScoreRow, SpanRow } from './rows.ts';
import type { ScoreRecord } from './score.ts';
import type { LightSpanRecord, SpanRecord, SpanSummary } from './span.ts';
import { spanStatus } from './status.ts';

/** A stored row as reads answer it. `lostBefore` is what `lostBefore()` of the store's `lostAfterMs` says. */
export function readSpan(row: SpanRow, lostBefore: number | null): SpanRecord {
  return { ...readFields(RECORD_FIELDS.tracing, row), status: spanStatus(row, lostBefore) } as SpanRecord;
}

/** The same without payloads. */
export function readSpanSummary(row: Omit<SpanRow, 'input' | 'output'>, lostBefore: number | null): SpanSummary {
  return { ...readFields(SPAN_SUMMARY_FIELDS, row), status: spanStatus(row, lostBefore) } as SpanSummary;
}

/** The same with what a place in the tree needs and nothing else. */
export function readLightSpan(
  row: Omit<SpanRow, 'input' | 'output' | 'attributes' | 'metadata' | 'links'>,
  lostBefore: number | null,
): LightSpanRecord {
  return { ...readFields(SPAN_LIGHT_FIELDS, row), status: spanStatus(row, lostBefore) } as LightSpanRecord;
}

export function readLog(row: LogRow): LogRecord {
  return readFields(RECORD_FIELDS.log, row) as LogRecord;
}

export function readMetric(row: MetricRow): MetricRecord {
  return readFields(RECORD_FIELDS.metric, row) as MetricRecord;
}

export function readScore(row: ScoreRow): ScoreRecord {
  return readFields(RECORD_FIELDS.score, row) as ScoreRecord;
}

export function readFeedback(row: FeedbackRow): FeedbackRecord {
  return readFields(RECORD_FIELDS.feedback, row) as FeedbackRecord;
}

function readFields(fields: readonly RecordField[], row: object): object {
  const record: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const value = (row as Record<string, unknown>)[name];
    if (value === undefined || value === null) continue;
    if (kind === 'date') record[name] = new Date(value as number);
    else if (kind === 'json' || kind === 'object') record[name] = JSON.parse(value as string);
    else if (kind === 'tags') record[name] = [...(value as readonly string[])];
    else if (kind === 'labels') record[name] = { ...(value as Readonly<Record<string, string>>) };
    else record[name] = value;
  }
  return record;
}
