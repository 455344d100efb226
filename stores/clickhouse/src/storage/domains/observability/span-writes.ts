import { type CreateSpanRecord, compareText, givesWay, type SpanKey, type SpanRow } from '@mastra/core/storage';
import type { InsertColumn } from '../../engine/encode/forms.ts';
import { pacedEach } from '../../engine/encode/paced.ts';
import { raw, type Sql, sql } from '../../engine/sql.ts';
import { COPIES, columnList, RUNNING, TABLES, type Table, UNROOTED } from './columns.ts';
import { type Context, from } from './context.ts';
import { insertColumns, prepare } from './encode.ts';
import type { SpanPlace } from './recent-keys.ts';
import type { UnrootedPlace } from './recent-traces.ts';
import { tableName } from './schema.ts';
import { areSpans, mayBeSpans } from './span-keys.ts';
import type { StartStamp } from './start-stamps.ts';
import { spanChunks, spanKey, storedKeys } from './stored-spans.ts';
import { insertToken, spanCommandChunks } from './write.ts';

type RunningRow = SpanRow & StartStamp;

const endedColumns = insertColumns<SpanRow>(TABLES.tracing);
const runningColumns: readonly InsertColumn<RunningRow>[] = [
  ...insertColumns<RunningRow>(RUNNING),
  { name: 'Sign', form: 'sign', value: () => 1 },
  { name: 'Version', form: 'version', value: row => row.version },
  { name: 'SeenAt', form: 'seconds', value: row => row.seenAt },
];

/** What a write needs to know of an ended span, whatever it is made of. */
export interface EndedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Stores spans that have ended, and the starts of those that have not. */
export async function createSpans(context: Context, records: readonly CreateSpanRecord[]): Promise<void> {
  const rows = new Map<string, SpanRow>();
  await pacedEach(await prepare('tracing', records), row => {
    const key = spanKey(row.traceId, row.spanId);
    const before = rows.get(key);
    if (!before || givesWay(before)) rows.set(key, row);
  });
  const running: SpanRow[] = [];
  const ended: SpanRow[] = [];
  await pacedEach(rows.values(), row => (givesWay(row) ? running : ended).push(row));
  await storeSpans(context, ended, endedColumns, running);
}

/** Stores spans of different keys: those that have ended, then those that run. */
export async function storeSpans<R extends EndedSpan>(
  context: Context,
  ended: readonly R[],
  columns: readonly InsertColumn<R>[],
  running: readonly SpanRow[],
  abortSignal?: AbortSignal,
): Promise<void> {
  await context.writers.run('tracing', async () => {
    abortSignal?.throwIfAborted();
    if (ended.length > 0) await storeEnded(context, ended, columns, abortSignal);
    if (running.length > 0) await storeRunning(context, running);
  });
}

async function storeEnded<R extends EndedSpan>(
  context: Context,
  rows: readonly R[],
  columns: readonly InsertColumn<R>[],
  abortSignal: AbortSignal | undefined,
): Promise<void> {
  const stored = await storedKeys(context, rows);
  const isStored = (row: R) => stored.has(spanKey(row.traceId, row.spanId));
  if (stored.size > 0) await completeCopies(context, rows.filter(isStored));
  const fresh = stored.size === 0 ? rows : rows.filter(row => !isStored(row));
  if (fresh.length === 0) return;
  const earliest = await earliestByTrace(fresh);
  const entries = new Set([...earliest.values()].filter(row => row !== null && isEntry(context, row)));
  await pacedEach(fresh, row => context.writers.knownSpans.add(row));
  await context.db.insert({
    table: tableName(context.schema, TABLES.tracing.name),
    columns: [...columns, { name: 'IsEntry', form: 'flag', value: (row: R) => entries.has(row) || undefined }],
    rows: fresh,
    token: await insertToken(context, 'tracing', fresh, row => [row.traceId, row.spanId]),
    abortSignal,
  });
  await takeOut(context, fresh, earliest);
}

/** The earliest of these spans of every trace, `null` for a trace whose root is among them. */
async function earliestByTrace<R extends EndedSpan>(rows: readonly R[]): Promise<ReadonlyMap<string, R | null>> {
  const earliest = new Map<string, R | null>();
  await pacedEach(rows, row => {
    const before = earliest.get(row.traceId);
    if (row.parentSpanId === undefined) earliest.set(row.traceId, null);
    else if (before === undefined || (before !== null && isEarlier(row, before))) earliest.set(row.traceId, row);
  });
  return earliest;
}

/** Whether a trace may have to be listed by this span: not where this store has written its root or an earlier span. */
function isEntry(context: Context, row: EndedSpan): boolean {
  const known = context.writers.unrooted.get(row.traceId);
  return known === undefined || (known !== null && isEarlier(row, known));
}

function isEarlier(a: UnrootedPlace, b: UnrootedPlace): boolean {
  return a.startedAt === b.startedAt ? compareText(a.spanId, b.spanId) < 0 : a.startedAt < b.startedAt;
}

/** A write that broke off between the spans and their views is made whole by its repetition. */
async function completeCopies(context: Context, rows: readonly SpanKey[]): Promise<void> {
  const spans = from(context, TABLES.tracing);
  for (const { into, where } of COPIES) {
    const target = from(context, into);
    const missing = await Promise.all(
      spanChunks(rows).map(some =>
        context.db.rows(
          sql`SELECT TraceId AS traceId, SpanId AS spanId FROM ${spans} WHERE ${mayBeSpans(some)} AND ${raw(where)} AND (TraceId, SpanId) NOT IN (SELECT TraceId, SpanId FROM ${target} WHERE ${mayBeSpans(some)})`,
        ),
      ),
    );
    const columns = raw(columnList(into));
    for (const some of spanCommandChunks(missing.flat() as unknown as readonly SpanKey[])) {
      await context.db.command(
        sql`INSERT INTO ${target} (${columns}) SELECT ${columns} FROM ${spans} WHERE ${areSpans(some)} AND ${raw(where)} LIMIT 1 BY TraceId, SpanId`,
      );
    }
  }
}

async function storeRunning(context: Context, rows: readonly SpanRow[]): Promise<void> {
  const { starts, running } = context.writers;
  const content = await insertToken(context, 'tracing', rows, row => [JSON.stringify(row)]);
  const stamp = starts.begin(content);
  await context.db.insert({
    table: tableName(context.schema, RUNNING.name),
    columns: runningColumns,
    rows: rows.map(row => ({ ...row, ...stamp })),
    token: `${content}-${stamp.version}`,
  });
  starts.succeeded(content);
  for (const { traceId, spanId, startedAt } of rows) {
    running.add(spanKey(traceId, spanId), { traceId, spanId, startedAt, seenAt: stamp.seenAt });
  }
}

/**
 * Takes out the starts and entry spans that this store has written and that count no more, so that those tables stay
 * small. Reads do not rely on it: they look for the end, for the root and for earlier spans themselves.
 */
async function takeOut(
  context: Context,
  rows: readonly EndedSpan[],
  earliest: ReadonlyMap<string, EndedSpan | null>,
): Promise<void> {
  const { running, unrooted } = context.writers;
  const starts: SpanPlace[] = [];
  await pacedEach(rows, row => starts.push(...running.take(spanKey(row.traceId, row.spanId))));
  const superseded: UnrootedPlace[] = [];
  await pacedEach(earliest, ([traceId, row]) => {
    const before = unrooted.get(traceId);
    if (row !== null && before !== undefined && (before === null || !isEarlier(row, before))) return;
    if (before) superseded.push(before);
    unrooted.set(traceId, row && { traceId, spanId: row.spanId, startedAt: row.startedAt });
  });
  await insertOpposites(context, RUNNING, starts, { name: 'SeenAt', form: 'seconds', value: row => row.seenAt });
  await insertOpposites(context, UNROOTED, superseded, {
    name: 'StartedAt',
    form: 'date',
    value: row => row.startedAt,
  });
}

/** Rows with the opposite sign and nothing but the key, in the partitions of the rows that they take out. */
async function insertOpposites<P extends UnrootedPlace>(
  context: Context,
  table: Table,
  places: readonly P[],
  partition: InsertColumn<P>,
): Promise<void> {
  if (places.length === 0) return;
  await context.db.insert({
    table: tableName(context.schema, table.name),
    columns: [
      { name: 'TraceId', form: 'text', value: place => place.traceId },
      { name: 'SpanId', form: 'text', value: place => place.spanId },
      partition,
      { name: 'Sign', form: 'sign', value: () => -1 },
    ],
    rows: places,
    token: await insertToken(context, 'tracing', places, place => [
      'opposite',
      place.traceId,
      place.spanId,
      String(partition.value(place)),
    ]),
  });
}

/** After a delete, the earliest spans of what is left of traces, in case their root has gone. */
export async function refillUnrooted(context: Context, traces: Sql): Promise<void> {
  const columns = raw(columnList(UNROOTED));
  await context.db.command(
    sql`INSERT INTO ${from(context, UNROOTED)} (${columns}) SELECT ${columns} FROM ${from(context, TABLES.tracing)} WHERE ${traces} AND ParentSpanId != '' ORDER BY StartedAt, SpanId LIMIT 1 BY TraceId`,
  );
}
