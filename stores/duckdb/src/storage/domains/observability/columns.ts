import type { Signal } from '@mastra/core/observability';
import {
  CORRELATION_FIELDS,
  type FieldKind,
  RECORD_FIELDS,
  RECORD_KEYS,
  RECORD_TIMES,
  type RecordField,
  SERIES_FIELDS,
  SPAN_SUMMARY_FIELDS,
} from '@mastra/core/storage';

/** How a kind of field is declared, loaded and read. `$` stands for the column. */
interface Kind {
  readonly type: string;
  /** The type of the value in a load file. */
  readonly loadAs: string;
  /** From the load file into the column. */
  readonly load: string;
  /** From the column into a row. */
  readonly read: string;
}

const plain = (type: string, loadAs = type): Kind => ({ type, loadAs, load: '$', read: '$' });

const kinds: Readonly<Record<FieldKind, Kind>> = {
  text: plain('VARCHAR'),
  date: { type: 'TIMESTAMP', loadAs: 'BIGINT', load: 'make_timestamp_ms($)', read: 'epoch_ms($)' },
  number: plain('DOUBLE'),
  flag: plain('BOOLEAN'),
  json: plain('JSON'),
  object: plain('JSON'),
  tags: plain('VARCHAR[]'),
  labels: plain('JSON'),
  // The text of any value; the number of a number is in a column beside it.
  scalar: { type: 'VARCHAR', loadAs: 'JSON', load: "json_extract_string($, '$')", read: '$' },
};

/** Which table has a column: that of the rows themselves, or one of those that they refer to. */
export type ColumnPlace = 'rows' | 'contexts' | 'series';

export interface Column {
  /** The name of the column. */
  readonly name: string;
  /** The field of the row that it holds; `null` for what the store derives. */
  readonly field: string | null;
  readonly kind: FieldKind;
  readonly place: ColumnPlace;
  /** Type and constraint, as in `CREATE TABLE`. */
  readonly declaration: string;
  readonly loadAs: string;
  /** From the field of a load file, which has the field's name. */
  readonly load: string;
  /** `prefix` goes before the name of the column: an alias and a dot, or nothing. */
  readonly read: (prefix: string) => string;
}

/** What is known of one signal's rows. Reads go to the view, which has all columns; writes to the table behind it. */
export interface Table {
  /** The view. */
  readonly name: string;
  /** The table behind the view. */
  readonly rows: string;
  readonly signal: Signal;
  readonly columns: readonly Column[];
  /** Columns that make a row one and the same. */
  readonly keys: readonly string[];
  /** The column that retention and windows of time go by. */
  readonly time: string;
}

/** Where a column has another name than its field in snake case. */
const columnNames: Readonly<Partial<Record<Signal, Readonly<Record<string, string>>>>> = {
  tracing: { spanId: 'id', spanType: 'type', error: 'error_info' },
};

/** The column of a field. */
export function columnOf(signal: Signal, field: string): string {
  return columnNames[signal]?.[field] ?? snakeCase(field);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function column(
  name: string,
  field: string | null,
  kind: FieldKind,
  place: ColumnPlace = 'rows',
  constraint = '',
): Column {
  const { type, loadAs, load, read } = kinds[kind];
  return {
    name,
    field,
    kind,
    place,
    declaration: `${type}${constraint}`,
    loadAs,
    load: load.replace('$', `given."${field}"`),
    read: prefix => read.replaceAll('$', prefix + name),
  };
}

const has = (fields: readonly RecordField[], name: string) => fields.some(field => field.name === name);

/** Which table has the column of a field. */
export function placeOf(signal: Signal, name: string): ColumnPlace {
  if (has(CORRELATION_FIELDS, name)) return 'contexts';
  return signal === 'metric' && has(SERIES_FIELDS, name) ? 'series' : 'rows';
}

const columnsOf = (signal: Signal, fields: readonly RecordField[]) =>
  fields.map(({ name, kind, required }) =>
    column(columnOf(signal, name), name, kind, placeOf(signal, name), required ? ' NOT NULL' : ''),
  );

function table(signal: Signal, name: string, rows: string, derived: readonly Column[] = []): Table {
  return {
    name,
    rows,
    signal,
    columns: [...columnsOf(signal, RECORD_FIELDS[signal]), ...derived],
    keys: RECORD_KEYS[signal].map(field => columnOf(signal, field)),
    time: columnOf(signal, RECORD_TIMES[signal]),
  };
}

const status = column('status', null, 'text');
const hasChildError = column('has_child_error', null, 'flag');

/** One table a signal. What a field is to the engine is said here and nowhere else. */
export const TABLES: Readonly<Record<Signal, Table>> = {
  tracing: table('tracing', 'mastra_ai_spans', 'mastra_ai_span_rows', [
    status,
    hasChildError,
    column('scope', null, 'json'),
  ]),
  log: table('log', 'mastra_ai_logs', 'mastra_ai_log_rows'),
  metric: table('metric', 'mastra_ai_metrics', 'mastra_ai_metric_rows'),
  score: table('score', 'mastra_ai_scores', 'mastra_ai_score_rows'),
  feedback: table('feedback', 'mastra_ai_feedback', 'mastra_ai_feedback_rows', [
    column('value_number', null, 'number'),
  ]),
};

/** The spans that lists show, without payloads: the roots of a trace, or its earliest span while no root is there. */
export const TRACES: Table = {
  name: 'mastra_ai_traces',
  rows: 'mastra_ai_trace_rows',
  signal: 'tracing',
  columns: [...columnsOf('tracing', SPAN_SUMMARY_FIELDS), status, hasChildError],
  keys: ['trace_id', 'id'],
  time: 'started_at',
};

/** What rows refer to by number. */
export const CONTEXTS = 'mastra_ai_contexts';
export const SERIES = 'mastra_ai_series';

/** The columns that a table has itself, but for the numbers of what its rows refer to. */
export function ownColumns(table: Table): readonly Column[] {
  return table.columns.filter(({ place }) => place === 'rows');
}

/** Columns that are read by themselves, as the JSON text that they are. */
const isPayload = ({ kind }: Column) => kind === 'json' || kind === 'object';

/**
 * The select list for these fields from a view or a Parquet file: payloads as they are, and all others as one JSON object
 * named `head`, which is faster to plan and to fetch than thirty columns, and has every text in it unchanged. `toRow` takes
 * it apart.
 */
export function selectList(table: Table, fields: readonly { readonly name: string }[], prefix = ''): string {
  const wanted = new Set(fields.map(field => field.name));
  const columns = table.columns.filter(({ field }) => field !== null && wanted.has(field));
  return listOf(columns, [], prefix);
}

/** The same from the rows of a table: what they refer to is named by its number, for `Definitions.complete`. */
export function rowList(table: Table, fields: readonly { readonly name: string }[], prefix = ''): string {
  const wanted = new Set(fields.map(field => field.name));
  const columns = ownColumns(table).filter(({ field }) => field !== null && wanted.has(field));
  const references = table.signal === 'metric' ? ['context', 'series'] : ['context'];
  return listOf(columns, references, prefix);
}

function listOf(columns: readonly Column[], references: readonly string[], prefix: string): string {
  const head = columns.filter(column => !isPayload(column)).map(({ field, read }) => `'${field}', ${read(prefix)}`);
  const payloads = columns.filter(isPayload).map(({ field, name }) => `, ${prefix}${name} AS "${field}"`);
  const numbers = references.map(name => `'${name}', ${prefix}${name}`);
  return `json_object(${[...head, ...numbers].join(', ')}) AS head${payloads.join('')}`;
}
