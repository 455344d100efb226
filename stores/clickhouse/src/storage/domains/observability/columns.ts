import type { Signal } from '@mastra/core/observability';
import {
  type FieldKind,
  RECORD_FIELDS,
  RECORD_KEYS,
  RECORD_TIMES,
  type RecordField,
  SPAN_SUMMARY_FIELDS,
} from '@mastra/core/storage';
import { FORM_TYPES, type Form } from '../../engine/encode/forms.ts';

/** How a kind of field is written, declared and read. */
interface Kind {
  readonly form: Form;
  readonly codec: string;
  /** From the column, for which `$` stands, into a row. */
  readonly read: string;
}

const milliseconds = 'toUnixTimestamp64Milli($)';

// An optional text that is empty is absent, so columns need no NULL; JSON text is never empty.
const kinds: Readonly<Record<FieldKind, Kind>> = {
  text: { form: 'text', codec: 'ZSTD(1)', read: '$' },
  date: { form: 'date', codec: 'Delta(8), ZSTD(1)', read: milliseconds },
  number: { form: 'number', codec: 'ZSTD(1)', read: '$' },
  flag: { form: 'flag', codec: '', read: '$' },
  json: { form: 'text', codec: 'ZSTD(3)', read: '$' },
  object: { form: 'text', codec: 'ZSTD(3)', read: '$' },
  tags: { form: 'tags', codec: 'ZSTD(1)', read: '$' },
  labels: { form: 'labels', codec: 'ZSTD(1)', read: '$' },
  // The text of any value; the number of a number is in a column beside it.
  scalar: { form: 'text', codec: 'ZSTD(1)', read: '$' },
};

const fewTexts: Kind = { form: 'fewTexts', codec: 'ZSTD(1)', read: 'toString($)' };

/** What a column holds that no field of a record does. */
export type DerivedKind = 'entry' | 'inputTokens' | 'outputTokens' | 'valueNumber';

export interface Column {
  /** The name of the column. */
  readonly name: string;
  /** The field of the row that it holds; `null` for what the store derives. */
  readonly field: string | null;
  readonly kind: FieldKind;
  /** Type and codec, as in `CREATE TABLE`. */
  readonly declaration: string;
  readonly read: string;
  readonly derived: DerivedKind | null;
  /** How inserts write it. */
  readonly form: Form;
}

/** A table of rows, with what its definition and its queries need to know. */
export interface Table {
  readonly name: string;
  readonly signal: Signal;
  readonly columns: readonly Column[];
  /** Columns that make a row one and the same. */
  readonly keys: readonly string[];
  /** The column that retention, partitions and windows of time go by. */
  readonly time: string;
  readonly orderBy: readonly string[];
}

/** The column of a field: its name in Pascal case. */
export function columnOf(field: string): string {
  return field[0]!.toUpperCase() + field.slice(1);
}

/** Texts of few values. */
const FEW_VALUES = new Set(
  'name spanType endReason level metricType unit scorerId scorerVersion feedbackType feedbackSource entityType entityName parentEntityType parentEntityName rootEntityType rootEntityName organizationId environment serviceName source'.split(
    ' ',
  ),
);

function fieldColumn(field: RecordField): Column {
  const { name, kind } = field;
  const column = columnOf(name);
  const { form, codec, read } = kindOf(field);
  return {
    name: column,
    field: name,
    kind,
    derived: null,
    form,
    declaration: declarationOf(form, codec),
    read: read.replace('$', column),
  };
}

function kindOf({ name, kind, required }: RecordField): Kind {
  if (kind === 'text' && FEW_VALUES.has(name)) return fewTexts;
  if (kind === 'date' && !required) return { ...kinds.date, form: 'optionalDate' };
  if (kind === 'number' && !required) return { ...kinds.number, form: 'optionalNumber' };
  // Metadata is filtered by key: it is a map of the JSON text of each value.
  return name === 'metadata' ? kinds.labels : kinds[kind];
}

const declarationOf = (form: Form, codec: string) => FORM_TYPES[form] + (codec === '' ? '' : ` CODEC(${codec})`);

function derivedColumn(name: string, derived: DerivedKind, form: Form, codec = 'ZSTD(1)'): Column {
  return { name, field: null, kind: 'number', declaration: declarationOf(form, codec), read: name, derived, form };
}

const columnsOf = (fields: readonly RecordField[]) => fields.map(fieldColumn);

const derivedColumns: Readonly<Partial<Record<Signal, readonly Column[]>>> = {
  tracing: [
    derivedColumn('IsEntry', 'entry', 'flag', ''),
    derivedColumn('InputTokens', 'inputTokens', 'number'),
    derivedColumn('OutputTokens', 'outputTokens', 'number'),
  ],
  feedback: [derivedColumn('ValueNumber', 'valueNumber', 'optionalNumber')],
};

function table(signal: Signal, name: string, orderBy: readonly string[]): Table {
  return {
    name,
    signal,
    columns: [...columnsOf(RECORD_FIELDS[signal]), ...(derivedColumns[signal] ?? [])],
    keys: RECORD_KEYS[signal].map(columnOf),
    time: columnOf(RECORD_TIMES[signal]),
    orderBy,
  };
}

/** One table a signal. What a field is to the engine is said here and nowhere else. */
export const TABLES: Readonly<Record<Signal, Table>> = {
  // By trace first: a trace is found without a scan. Lists have tables of their own.
  tracing: table('tracing', 'mastra_ai_spans', ['TraceId', 'SpanId', 'StartedAt']),
  log: table('log', 'mastra_ai_logs', ['Timestamp', 'LogId']),
  metric: table('metric', 'mastra_ai_metrics', ['Name', 'Timestamp', 'MetricId']),
  score: table('score', 'mastra_ai_scores', ['Timestamp', 'ScoreId']),
  feedback: table('feedback', 'mastra_ai_feedback', ['Timestamp', 'FeedbackId']),
};

const summaryColumns = columnsOf(SPAN_SUMMARY_FIELDS);
const spanKeys = { signal: 'tracing', keys: ['TraceId', 'SpanId'], time: 'StartedAt' } as const;

/** The ended roots, without payloads, in the order of the default list. Fed from the spans by a view. */
export const ROOTS: Table = {
  ...spanKeys,
  name: 'mastra_ai_traces',
  columns: summaryColumns,
  orderBy: ['StartedAt', 'TraceId', 'SpanId'],
};

/**
 * For traces whose root had not arrived with a batch, the earliest span of the batch. The earliest of these is the
 * trace's earliest span. Fed from the spans by a view; taken out again, in time, when the root or an earlier span has come.
 */
export const UNROOTED: Table = {
  ...spanKeys,
  name: 'mastra_ai_unrooted_spans',
  columns: summaryColumns,
  orderBy: ['StartedAt', 'TraceId', 'SpanId'],
};

/** The starts of spans that had not ended when they were written. Taken out again, in time, when they have. */
export const RUNNING: Table = {
  ...spanKeys,
  name: 'mastra_ai_running_spans',
  columns: TABLES.tracing.columns.filter(({ derived }) => derived !== 'entry'),
  orderBy: ['TraceId', 'SpanId'],
};

/** The spans with an error. Fed from the spans by a view. */
export const ERRORS: Table = {
  ...spanKeys,
  name: 'mastra_ai_trace_errors',
  columns: summaryColumns.filter(({ name }) => ['TraceId', 'SpanId', 'StartedAt'].includes(name)),
  orderBy: ['TraceId', 'SpanId'],
};

/** Every table that holds records or is made of them. */
export const ALL_TABLES: readonly Table[] = [...Object.values(TABLES), ROOTS, UNROOTED, RUNNING, ERRORS];

/** The names of all columns, as a list. */
export function columnList({ columns }: Table): string {
  return columns.map(({ name }) => name).join(', ');
}

/** The columns of these fields, as a select list whose names are the fields'. */
export function selectList(table: Table, fields: readonly { readonly name: string }[]): string {
  const wanted = new Set(fields.map(field => field.name));
  return table.columns
    .filter(({ field }) => field !== null && wanted.has(field))
    .map(({ read, field }) => `${read} AS ${field}`)
    .join(', ');
}

/** What views copy from the spans, which is also done by hand where a write was cut off between the spans and a view. */
export const COPIES: readonly { readonly into: Table; readonly where: string }[] = [
  { into: ROOTS, where: "ParentSpanId = ''" },
  { into: UNROOTED, where: 'IsEntry' },
  { into: ERRORS, where: "Error != ''" },
];

/** The fields of `SPAN_SUMMARY_FIELDS` in one JSON text, which lists read instead of thirty columns. The engine makes it. */
export const SUMMARY = 'Summary';
