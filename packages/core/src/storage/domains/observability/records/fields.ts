import type { Signal } from '../../../../observability/types/bus.ts';
import { CORRELATION_TEXT_FIELDS, ENTITY_TYPES } from '../../../../observability/types/correlation.ts';
import { LOG_LEVELS } from '../../../../observability/types/logging.ts';
import { METRIC_TYPES } from '../../../../observability/types/metrics.ts';
import { SPAN_TYPES } from '../../../../observability/types/span-types.ts';
import { SPAN_END_REASONS } from '../../../../observability/types/tracing.ts';

/**
 * What a field holds, and in brackets how a row holds it: `text` (string), `date` (milliseconds since the epoch),
 * `number` (finite double), `flag` (boolean), `json` (JSON text of any value), `object` (JSON text of an object),
 * `tags` (strings), `labels` (strings by name), `scalar` (finite double or string).
 */
export type FieldKind = 'text' | 'date' | 'number' | 'flag' | 'json' | 'object' | 'tags' | 'labels' | 'scalar';

export interface RecordField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** The closed list that a text is from. */
  readonly values?: readonly string[];
  /** A required text that may be empty. An optional text that is empty is absent. */
  readonly mayBeEmpty?: boolean;
}

const must = (name: string, kind: FieldKind, more: Partial<RecordField> = {}): RecordField => ({
  name,
  kind,
  required: true,
  ...more,
});
const may = (name: string, kind: FieldKind, more: Partial<RecordField> = {}): RecordField => ({
  name,
  kind,
  required: false,
  ...more,
});

const correlation: readonly RecordField[] = [
  ...CORRELATION_TEXT_FIELDS.map(name => may(name, 'text', name.endsWith('ntityType') ? { values: ENTITY_TYPES } : {})),
  may('tags', 'tags'),
];

const linked: readonly RecordField[] = [may('traceId', 'text'), may('spanId', 'text'), ...correlation];

/**
 * The fields of every signal's record, in column order. Checks, copies, inserts, selects and the schema of the stores
 * are made from it: a new field is one line here and one in the record's schema.
 */
export const RECORD_FIELDS: Readonly<Record<Signal, readonly RecordField[]>> = {
  tracing: [
    must('traceId', 'text'),
    must('spanId', 'text'),
    may('parentSpanId', 'text'),
    must('name', 'text', { mayBeEmpty: true }),
    must('spanType', 'text', { values: SPAN_TYPES }),
    must('startedAt', 'date'),
    may('endedAt', 'date'),
    may('isEvent', 'flag'),
    may('input', 'json'),
    may('output', 'json'),
    may('attributes', 'object'),
    may('metadata', 'object'),
    may('links', 'json'),
    may('error', 'json'),
    may('endReason', 'text', { values: SPAN_END_REASONS }),
    ...correlation,
    may('sampleWeight', 'number'),
    may('sequence', 'number'),
  ],
  log: [
    must('logId', 'text'),
    must('timestamp', 'date'),
    must('level', 'text', { values: LOG_LEVELS }),
    must('message', 'text', { mayBeEmpty: true }),
    may('data', 'object'),
    may('metadata', 'object'),
    ...linked,
  ],
  metric: [
    must('metricId', 'text'),
    must('timestamp', 'date'),
    must('name', 'text'),
    must('metricType', 'text', { values: METRIC_TYPES }),
    must('value', 'number'),
    must('labels', 'labels'),
    may('unit', 'text'),
    may('metadata', 'object'),
    ...linked,
  ],
  score: [
    must('scoreId', 'text'),
    must('timestamp', 'date'),
    must('scorerId', 'text'),
    may('scorerVersion', 'text'),
    must('score', 'number'),
    may('reason', 'text'),
    may('scoreTraceId', 'text'),
    may('metadata', 'object'),
    ...linked,
  ],
  feedback: [
    must('feedbackId', 'text'),
    must('timestamp', 'date'),
    must('feedbackType', 'text'),
    must('feedbackSource', 'text'),
    must('value', 'scalar'),
    may('comment', 'text'),
    may('feedbackUserId', 'text'),
    may('messageId', 'text'),
    may('metadata', 'object'),
    ...linked,
  ],
};

/** The fields that make a record of a signal one and the same: later copies of it are ignored. */
export const RECORD_KEYS: Readonly<Record<Signal, readonly string[]>> = {
  tracing: ['traceId', 'spanId'],
  log: ['logId'],
  metric: ['metricId'],
  score: ['scoreId'],
  feedback: ['feedbackId'],
};

/** The field that retention and the default order go by. */
export const RECORD_TIMES: Readonly<Record<Signal, 'startedAt' | 'timestamp'>> = {
  tracing: 'startedAt',
  log: 'timestamp',
  metric: 'timestamp',
  score: 'timestamp',
  feedback: 'timestamp',
};

const withoutNames = (names: readonly string[]) => RECORD_FIELDS.tracing.filter(field => !names.includes(field.name));

/** A span's fields without its payloads: what `listTraces` answers. */
export const SPAN_SUMMARY_FIELDS = withoutNames(['input', 'output']);

/** What `getStructure` and `listTracesLight` answer. */
export const SPAN_LIGHT_FIELDS = withoutNames(['input', 'output', 'attributes', 'metadata', 'links']);
