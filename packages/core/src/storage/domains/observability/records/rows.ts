import type { CreateFeedbackRecord } from './feedback.ts';
import type { CreateLogRecord } from './log.ts';
import type { CreateMetricRecord } from './metric.ts';
import type { CreateScoreRecord } from './score.ts';
import type { CreateSpanRecord } from './span.ts';

/** The fields that a row holds as JSON text. */
type JsonField = 'input' | 'output' | 'attributes' | 'metadata' | 'links' | 'error' | 'data';

type RowValue<K, V> = K extends JsonField ? string : V extends Date ? number : V;

/**
 * A record as an engine stores it: checked, copied, well-formed, absent fields left out, dates as milliseconds since
 * the epoch and JSON as text. `metadata` has its keys sorted, so equal values have equal texts.
 */
export type RowOf<T> = { readonly [K in keyof T]: RowValue<K, Exclude<T[K], null>> };

export type SpanRow = RowOf<CreateSpanRecord> & { readonly isEvent: boolean };
export type LogRow = RowOf<CreateLogRecord>;
export type MetricRow = RowOf<CreateMetricRecord>;
export type ScoreRow = RowOf<CreateScoreRecord>;
export type FeedbackRow = RowOf<CreateFeedbackRecord>;

/** What an update changes, in the form of a row. */
export type SpanChanges = Partial<Omit<SpanRow, 'traceId' | 'spanId'>>;
