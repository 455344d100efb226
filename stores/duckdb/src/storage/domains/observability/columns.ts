import type { Signal } from '@mastra/core/observability';
import { type FieldKind, RECORD_FIELDS, RECORD_KEYS, RECORD_TIMES, SPAN_SUMMARY_FIELDS } from '@mastra/core/storage';

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
  scalar: plain('VARCHAR'),
};

export interface Column {
  /** The name of the column. */
  readonly name: string;
  /** The field of the row that it holds; `null` for what the store derives. */
  readonly field: string | null;
  readonly kind: FieldKind;
  /** Type and constraint, as in `CREATE TABLE`. */
  readonly declaration: string;
  readonly loadAs: string;
  readonly load: string;
  /** `prefix` goes before the name of the column: an alias and a dot, or nothing. */
  readonly read: (prefix: string) => string;
}

/** A table of one signal's rows. */
export interface Table {
  readonly name: string;
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

function column(name: string, field: string | null, kind: FieldKind, constraint = ''): Column {
  const { type, loadAs, load, read } = kinds[kind];
  return {
    name,
    field,
    kind,
    declaration: `${type}${constraint}`,
    loadAs,
    load: load.replaceAll('$', name),
    read: prefix => read.replaceAll('$', prefix + name),
  };
}

const columnsOf = (
  signal: Signal,
  fields: readonly { readonly name: string; readonly kind: FieldKind; readonly required: boolean }[],
) =>
  fields.map(field => column(columnOf(signal, field.name), field.name, field.kind, field.required ? ' NOT NULL' : ''));

/** Numbers every row when it is written: what is written later has a greater number. */
const writeNumber: Column = {
  ...column('write_number', null, 'number'),
  declaration: "BIGINT DEFAULT nextval('mastra_writes')",
};

function table(signal: Signal, name: string, derived: readonly Column[] = []): Table {
  return {
    name,
    signal,
    columns: [...columnsOf(signal, RECORD_FIELDS[signal]), ...derived, writeNumber],
    keys: RECORD_KEYS[signal].map(field => columnOf(signal, field)),
    time: columnOf(signal, RECORD_TIMES[signal]),
  };
}

const status = column('status', null, 'text');
const hasChildError = column('has_child_error', null, 'flag');

/** One table a signal. What a field is to the engine is said here and nowhere else. */
export const TABLES: Readonly<Record<Signal, Table>> = {
  tracing: table('tracing', 'mastra_ai_spans', [status, hasChildError, column('scope', null, 'json')]),
  log: table('log', 'mastra_ai_logs'),
  metric: table('metric', 'mastra_ai_metrics'),
  score: table('score', 'mastra_ai_scores'),
  feedback: table('feedback', 'mastra_ai_feedback', [column('value_number', null, 'number')]),
};

/** The spans that lists show, without payloads: the roots of a trace, or its earliest span while no root is there. */
export const TRACES: Table = {
  name: 'mastra_ai_traces',
  signal: 'tracing',
  columns: [...columnsOf('tracing', SPAN_SUMMARY_FIELDS), status, hasChildError],
  keys: ['trace_id', 'id'],
  time: 'started_at',
};

/** Columns that are read by themselves, as the JSON text that they are. */
const isPayload = ({ kind }: Column) => kind === 'json' || kind === 'object';

/**
 * The select list for these fields: payloads as they are, and all others as one JSON object named `head`, which is
 * faster to plan and to fetch than thirty columns, and has every text in it unchanged. `toRow` takes it apart.
 */
export function selectList(table: Table, fields: readonly { readonly name: string }[], prefix = ''): string {
  const wanted = new Set(fields.map(field => field.name));
  const columns = table.columns.filter(({ field }) => field !== null && wanted.has(field));
  const head = columns.filter(column => !isPayload(column)).map(({ field, read }) => `'${field}', ${read(prefix)}`);
  const payloads = columns.filter(isPayload).map(({ field, name }) => `, ${prefix}${name} AS "${field}"`);
  return `json_object(${head.join(', ')}) AS head${payloads.join('')}`;
}
