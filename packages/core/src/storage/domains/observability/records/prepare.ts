import type { Signal } from '../../../../observability/types/bus.ts';
import { checkField, type FieldReader, fieldReader, invalidRecord, type RecordPlace, refused } from './check.ts';
import type { CreateFeedbackRecord } from './feedback.ts';
import { RECORD_FIELDS, type RecordField } from './fields.ts';
import type { CreateLogRecord } from './log.ts';
import type { CreateMetricRecord } from './metric.ts';
import type { FeedbackRow, LogRow, MetricRow, ScoreRow, SpanChanges, SpanRow } from './rows.ts';
import type { CreateScoreRecord } from './score.ts';
import type { CreateSpanRecord, UpdateSpanRecord } from './span.ts';

/** What each signal's records become. */
export interface SignalRows {
  readonly tracing: SpanRow;
  readonly log: LogRow;
  readonly metric: MetricRow;
  readonly score: ScoreRow;
  readonly feedback: FeedbackRow;
}

interface SignalInputs {
  readonly tracing: CreateSpanRecord;
  readonly log: CreateLogRecord;
  readonly metric: CreateMetricRecord;
  readonly score: CreateScoreRecord;
  readonly feedback: CreateFeedbackRecord;
}

/**
 * Checks the records of one write and copies them into rows. All stores write by it, so they take and refuse the same
 * records: `null`, `undefined`, an empty optional text and empty tags are absent; unknown fields are left out; an event
 * span without an end ends when it starts.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_RECORD_INVALID` for the first record that cannot be stored.
 */
export function prepareRecords<S extends Signal>(signal: S, records: readonly SignalInputs[S][]): SignalRows[S][] {
  if (!Array.isArray(records)) throw invalidRecord({ signal, index: 0 }, 'the list of records', records, 'an array');
  return records.map((record, index) => prepareRecord(signal, record, index));
}

const signalFields: Readonly<Record<Signal, Fields>> = {
  tracing: withReaders(RECORD_FIELDS.tracing),
  log: withReaders(RECORD_FIELDS.log),
  metric: withReaders(RECORD_FIELDS.metric),
  score: withReaders(RECORD_FIELDS.score),
  feedback: withReaders(RECORD_FIELDS.feedback),
};

const emptyRow = (fields: Fields) => Object.fromEntries(fields.map(({ name }) => [name, undefined]));

/** Rows of a signal that all begin with the same keys are made, and read, several times as fast. */
const emptyRows: Readonly<Record<Signal, object>> = {
  tracing: emptyRow(signalFields.tracing),
  log: emptyRow(signalFields.log),
  metric: emptyRow(signalFields.metric),
  score: emptyRow(signalFields.score),
  feedback: emptyRow(signalFields.feedback),
};

/** The same for one record, which is at this place of its call. */
export function prepareRecord<S extends Signal>(signal: S, record: SignalInputs[S], index: number): SignalRows[S] {
  const row = copyFields(signalFields[signal], record, { signal, index }, emptyRows[signal]);
  if (signal === 'tracing') {
    row.isEvent ??= false;
    if (row.isEvent) row.endedAt ??= row.startedAt;
  }
  return row as unknown as SignalRows[S];
}

const keyFields = RECORD_FIELDS.tracing.filter(field => field.name === 'traceId' || field.name === 'spanId');
const changeFields = RECORD_FIELDS.tracing
  .filter(field => !keyFields.includes(field))
  .map(field => ({ ...field, required: false }));
const updateKeys = withReaders(keyFields);
const updateChanges = withReaders(changeFields);

/** A checked update of one span. */
export interface PreparedSpanUpdate {
  readonly traceId: string;
  readonly spanId: string;
  readonly changes: SpanChanges;
}

/** The same for updates of spans. `null` is refused there, for a field cannot be taken back. */
export function prepareSpanUpdates(
  records: readonly { readonly traceId: string; readonly spanId: string; readonly updates: UpdateSpanRecord }[],
): PreparedSpanUpdate[] {
  if (!Array.isArray(records)) {
    throw invalidRecord({ signal: 'tracing', index: 0 }, 'the list of records', records, 'an array');
  }
  return records.map((record, index) => {
    const place: RecordPlace = { signal: 'tracing', index };
    const key = copyFields(updateKeys, record, place) as unknown as { traceId: string; spanId: string };
    const updates: unknown = record.updates;
    if (typeof updates !== 'object' || updates === null) throw invalidRecord(place, 'updates', updates, 'an object');
    for (const field of changeFields) {
      const value = (updates as Record<string, unknown>)[field.name];
      if (value === null) throw invalidRecord(place, field.name, value, 'given with a value, or left out');
    }
    return { ...key, changes: copyFields(updateChanges, updates, place) as SpanChanges };
  });
}

/** Fields with what reads them, made once for all records. */
type Fields = readonly (RecordField & { readonly read: FieldReader })[];

function withReaders(fields: readonly RecordField[]): Fields {
  // Keys in one order, whatever a field says of itself: all of them are read by the same few instructions.
  return fields.map(({ name, kind, required, values, mayBeEmpty }) => {
    const field = { name, kind, required, values, mayBeEmpty };
    return { ...field, read: fieldReader(field) };
  });
}

function copyFields(fields: Fields, record: unknown, place: RecordPlace, empty: object = {}): Record<string, unknown> {
  if (typeof record !== 'object' || record === null) throw invalidRecord(place, 'the record', record, 'an object');
  const given = record as Record<string, unknown>;
  return copyGood(fields, given, empty) ?? copyChecked(fields, given, place);
}

/** Nearly all records are good: the one that is not is gone through again, to say what is wrong. */
function copyGood(fields: Fields, given: Record<string, unknown>, empty: object): Record<string, unknown> | undefined {
  const row: Record<string, unknown> = { ...empty };
  try {
    for (let i = 0; i < fields.length; i++) {
      const { name, required, read } = fields[i]!;
      const value = given[name];
      const own = value === undefined || value === null ? undefined : read(value);
      if (own === refused) return undefined;
      if (own !== undefined) row[name] = own;
      else if (required) return undefined;
    }
  } catch {
    return undefined;
  }
  return row;
}

function copyChecked(fields: Fields, given: Record<string, unknown>, place: RecordPlace): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const field of fields) {
    const value = checkField(field, given[field.name], place);
    if (value !== undefined) row[field.name] = value;
  }
  return row;
}
