import { createHash } from 'node:crypto';
import type { Signal } from '@mastra/core/observability';
import { RECORD_KEYS, type SpanKey } from '@mastra/core/storage';
import type { InsertColumn } from '../../engine/encode/forms.ts';
import { pacedEach } from '../../engine/encode/paced.ts';
import { moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { columnOf, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { insertColumns, prepare } from './encode.ts';
import { PREFIX_LENGTH } from './known-ids.ts';
import { tableName } from './schema.ts';

/** The signals whose records are written once and never change. */
export type EventSignal = Exclude<Signal, 'tracing'>;

/**
 * How far around the times of a batch copies of its records are looked for. A copy has the same time: the narrower the
 * window, the less is read. What is kept for long comes slowly, and can be looked for further.
 */
const COPY_WINDOW_MS: Readonly<Record<Signal, number>> = {
  tracing: 1000,
  log: 1000,
  metric: 1000,
  score: 86_400_000,
  feedback: 86_400_000,
};

/** Bytes of the keys that one query looks for. */
const MAX_KEY_BYTES = 90_000;
/** Bytes of the keys in one statement that changes something: twice as many digits, and a server takes 256 KiB of text. */
const MAX_COMMAND_KEY_BYTES = 30_000;

const columns = {
  log: insertColumns(TABLES.log),
  metric: insertColumns(TABLES.metric),
  score: insertColumns(TABLES.score),
  feedback: insertColumns(TABLES.feedback),
} as const;

/** Rows of one write, whatever they are made of. */
export interface EventRows<R> {
  readonly rows: readonly R[];
  readonly columns: readonly InsertColumn<R>[];
  readonly idOf: (row: R) => string;
  /** Milliseconds since the epoch. */
  readonly timeOf: (row: R) => number;
  readonly abortSignal?: AbortSignal | undefined;
}

/** Writes the records that are not there yet. */
export async function writeEvents<S extends EventSignal>(
  context: Context,
  signal: S,
  records: Parameters<typeof prepare<S>>[1],
): Promise<void> {
  type Row = { readonly timestamp: number } & Readonly<Record<string, string>>;
  const idField = RECORD_KEYS[signal][0]!;
  await writeRows<Row>(context, signal, {
    rows: (await prepare(signal, records)) as unknown as readonly Row[],
    columns: columns[signal] as readonly InsertColumn<Row>[],
    idOf: row => row[idField]!,
    timeOf: row => row.timestamp,
  });
}

/** Writes the rows that are not there yet. */
export async function writeRows<R>(context: Context, signal: EventSignal, batch: EventRows<R>): Promise<void> {
  const { idOf, timeOf } = batch;
  const rows = new Map<string, R>();
  await pacedEach(batch.rows, row => {
    const id = idOf(row);
    if (!rows.has(id)) rows.set(id, row);
  });
  if (rows.size === 0) return;
  const table = TABLES[signal];
  const idColumn = columnOf(RECORD_KEYS[signal][0]!);
  await context.writers.run(signal, async () => {
    batch.abortSignal?.throwIfAborted();
    const known = context.writers.knownIds[signal];
    await lookForSeries(context, signal, idColumn, rows, timeOf);
    const suspects = new Map<string, R>();
    await pacedEach(rows, ([id, row]) => known.mayHold(id, timeOf(row)) && suspects.set(id, row));
    for (const id of await storedIds(context, signal, idColumn, suspects, timeOf)) rows.delete(id);
    if (rows.size === 0) return;
    await pacedEach(rows.keys(), id => known.add(id));
    await context.db.insert({
      table: tableName(context.schema, table.name),
      columns: batch.columns,
      rows: [...rows.values()],
      token: await insertToken(context, signal, [...rows.keys()], id => [id]),
      abortSignal: batch.abortSignal,
    });
  });
}

/** A series of ids that begins further back is not asked for as a whole: its ids are looked for one by one. */
const SERIES_WINDOW_MS = 3_600_000;

/** Finds out which series of ids the table holds nothing of: their ids need not be looked for. */
async function lookForSeries<R>(
  context: Context,
  signal: EventSignal,
  idColumn: string,
  rows: ReadonlyMap<string, R>,
  timeOf: (row: R) => number,
): Promise<void> {
  const known = context.writers.knownIds[signal];
  const unknown = new Map<string, number>();
  await pacedEach(rows, ([id, row]) => {
    const prefix = known.unknownSeries(id);
    if (prefix === null) return;
    const time = timeOf(row);
    unknown.set(prefix, Math.min(time, unknown.get(prefix) ?? time));
  });
  if (unknown.size === 0) return;
  const table = TABLES[signal];
  const earliest = Math.min(...unknown.values()) - COPY_WINDOW_MS[signal];
  const isRecent = earliest > context.now() - SERIES_WINDOW_MS - COPY_WINDOW_MS[signal];
  const prefix = sql`substring(${raw(idColumn)}, 1, ${raw(String(PREFIX_LENGTH))})`;
  const held = isRecent
    ? await context.db.rows(
        sql`SELECT DISTINCT ${prefix} AS prefix FROM ${from(context, table)} WHERE ${raw(table.time)} >= ${moment(earliest)} AND ${prefix} IN ${[...unknown.keys()]}`,
      )
    : [];
  const prefixes = new Set(held.map(row => row.prefix));
  for (const prefix of unknown.keys()) {
    known.begin(prefix, isRecent && !prefixes.has(prefix) ? earliest : Number.POSITIVE_INFINITY);
  }
}

async function storedIds<R>(
  context: Context,
  signal: EventSignal,
  idColumn: string,
  rows: ReadonlyMap<string, R>,
  timeOf: (row: R) => number,
): Promise<readonly string[]> {
  if (rows.size === 0) return [];
  const table = TABLES[signal];
  const window = timeWindow(signal, Array.from(rows.values(), timeOf));
  const narrower = signal === 'metric' ? sql`Name IN ${namesOf(rows.values())} AND` : raw('');
  const found = await Promise.all(
    queryChunks([...rows.keys()], id => id).map(ids =>
      context.db.rows(
        sql`SELECT DISTINCT ${raw(idColumn)} AS id FROM ${from(context, table)} WHERE ${narrower} ${window} AND ${raw(idColumn)} IN ${ids}`,
      ),
    ),
  );
  return found.flat().map(row => row.id as string);
}

/** A copy of a measurement has the same name, by which the table is sorted. */
function namesOf(rows: Iterable<unknown>): readonly string[] {
  return [...new Set(Array.from(rows, row => (row as { readonly name: string }).name))];
}

/** Where copies of records of these times are looked for. */
export function timeWindow(signal: Signal, times: readonly number[]): Sql {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  const around = COPY_WINDOW_MS[signal];
  return sql`${raw(TABLES[signal].time)} BETWEEN ${moment(first - around)} AND ${moment(last + around)}`;
}

/** The values in parts that one query each can look for. */
export function queryChunks<T>(values: readonly T[], longestKey: (value: T) => string): T[][] {
  return chunks(values, longestKey, MAX_KEY_BYTES);
}

/** The ids in parts that one statement each can delete. */
export function commandChunks(ids: readonly string[]): string[][] {
  return chunks(ids, id => id, MAX_COMMAND_KEY_BYTES);
}

/** The spans in parts that one statement each can change. */
export function spanCommandChunks<S extends SpanKey>(spans: readonly S[]): S[][] {
  return chunks(spans, ({ traceId, spanId }) => traceId + spanId, MAX_COMMAND_KEY_BYTES);
}

function chunks<T>(values: readonly T[], keyOf: (value: T) => string, maxBytes: number): T[][] {
  const parts: T[][] = [];
  let bytes = maxBytes;
  for (const value of values) {
    const size = Buffer.byteLength(keyOf(value)) + 4;
    if (bytes + size > maxBytes) {
      parts.push([]);
      bytes = 0;
    }
    bytes += size;
    parts.at(-1)!.push(value);
  }
  return parts;
}

/** The same for the same records, until something is deleted: what was deleted may be written again. */
export async function insertToken<T>(
  context: Context,
  signal: Signal,
  items: readonly T[],
  idsOf: (item: T) => readonly string[],
): Promise<string> {
  const hash = createHash('sha256').update(`${signal} ${context.writers.epoch(signal)}`);
  let ids: (readonly string[])[] = [];
  await pacedEach(items, item => {
    ids.push(idsOf(item));
    if (ids.length < HASHED_AT_ONCE) return;
    hash.update(JSON.stringify(ids));
    ids = [];
  });
  return hash.update(JSON.stringify(ids)).digest('hex');
}

const HASHED_AT_ONCE = 256;
