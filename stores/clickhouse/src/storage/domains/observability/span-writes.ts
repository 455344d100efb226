import { type CreateSpanRecord, compareText, givesWay, type SpanKey, type SpanRow } from '@mastra/core/storage';
import { raw, type Sql, sql } from '../../engine/sql.ts';
import { columnList, ENTRIES, RUNNING, TABLES, type Table } from './columns.ts';
import { type Context, from } from './context.ts';
import { dateText, encode, lineEncoder, prepare } from './encode.ts';
import type { SpanPlace } from './recent-keys.ts';
import { COPIES, tableName } from './schema.ts';
import { areSpans, mayBeSpans } from './span-keys.ts';
import { commandChunks, insertToken, queryChunks, timeWindow } from './write.ts';

type EndedRow = SpanRow & { readonly isEntry: boolean };

/** Numbers the writes of running spans: the later of two copies counts. */
let versions = 0;
const nextVersion = () => Date.now() * 1000 + (versions++ % 1000);

const endedLine = lineEncoder<EndedRow>(TABLES.tracing);
const runningLine = lineEncoder<SpanRow & { readonly version: number; readonly seenAt: number }>(
  RUNNING,
  ({ version, seenAt }) => `,1,${version},${dateText(seenAt).slice(0, -5)}"`,
);

/** Stores spans that have ended, and the starts of those that have not. */
export async function createSpans(context: Context, records: readonly CreateSpanRecord[]): Promise<void> {
  const rows = new Map<string, SpanRow>();
  for (const row of await prepare('tracing', records)) {
    const key = spanKey(row.traceId, row.spanId);
    const before = rows.get(key);
    if (!before || givesWay(before)) rows.set(key, row);
  }
  const all = [...rows.values()];
  const running = all.filter(givesWay);
  const ended = all.filter(row => !givesWay(row));
  await context.writers.run('tracing', async () => {
    if (ended.length > 0) await storeEnded(context, ended);
    if (running.length > 0) await storeRunning(context, running);
  });
}

/** A key of one text that no other pair of ids has. */
export function spanKey(traceId: string, spanId: string): string {
  return `${traceId.length}:${traceId}${spanId}`;
}

async function storeEnded(context: Context, rows: readonly SpanRow[]): Promise<void> {
  const stored = await storedKeys(context, rows);
  if (stored.size > 0)
    await completeCopies(
      context,
      rows.filter(row => stored.has(spanKey(row.traceId, row.spanId))),
    );
  const fresh = withEntries(rows.filter(row => !stored.has(spanKey(row.traceId, row.spanId))));
  if (fresh.length > 0) {
    await context.db.insert({
      table: tableName(context.schema, TABLES.tracing.name),
      columns: TABLES.tracing.columns.map(({ name }) => name),
      parts: await encode(fresh, endedLine),
      token: insertToken(
        context,
        fresh.flatMap(row => [row.traceId, row.spanId]),
      ),
    });
  }
  await takeOut(context, fresh);
}

const longestId = ({ traceId, spanId }: SpanKey) => (traceId.length > spanId.length ? traceId : spanId);

async function storedKeys(context: Context, rows: readonly SpanRow[]): Promise<ReadonlySet<string>> {
  const window = timeWindow(
    'tracing',
    rows.map(row => row.startedAt),
  );
  const found = await Promise.all(
    queryChunks(rows, longestId).map(some =>
      context.db.rows(sql`
        SELECT TraceId AS traceId, SpanId AS spanId FROM ${from(context, TABLES.tracing)}
        WHERE ${mayBeSpans(some)} AND ${window}`),
    ),
  );
  return new Set(found.flat().map(row => spanKey(row.traceId as string, row.spanId as string)));
}

/** Marks, for every trace whose root is not among these spans, the earliest of them. */
function withEntries(rows: readonly SpanRow[]): readonly EndedRow[] {
  const earliest = new Map<string, SpanRow | null>();
  for (const row of rows) {
    const before = earliest.get(row.traceId);
    if (row.parentSpanId === undefined) earliest.set(row.traceId, null);
    else if (before === undefined || (before !== null && isEarlier(row, before))) earliest.set(row.traceId, row);
  }
  return rows.map(row => ({ ...row, isEntry: earliest.get(row.traceId) === row }));
}

function isEarlier(a: SpanRow, b: SpanRow): boolean {
  return a.startedAt === b.startedAt ? compareText(a.spanId, b.spanId) < 0 : a.startedAt < b.startedAt;
}

/** A write that broke off between the spans and their views is made whole by its repetition. */
async function completeCopies(context: Context, rows: readonly SpanRow[]): Promise<void> {
  const spans = from(context, TABLES.tracing);
  for (const { into, where } of COPIES) {
    const target = from(context, into);
    const missing = await Promise.all(
      queryChunks(rows, longestId).map(some =>
        context.db.rows(
          sql`SELECT TraceId AS traceId, SpanId AS spanId FROM ${spans} WHERE ${mayBeSpans(some)} AND ${raw(where)} AND (TraceId, SpanId) NOT IN (SELECT TraceId, SpanId FROM ${target} WHERE ${mayBeSpans(some)})`,
        ),
      ),
    );
    const columns = raw(columnList(into));
    for (const some of commandChunks(missing.flat() as unknown as readonly SpanKey[])) {
      await context.db.command(
        sql`INSERT INTO ${target} (${columns}) SELECT ${columns} FROM ${spans} WHERE ${areSpans(some)} AND ${raw(where)} LIMIT 1 BY TraceId, SpanId`,
      );
    }
  }
}

async function storeRunning(context: Context, rows: readonly SpanRow[]): Promise<void> {
  const seenAt = Date.now();
  const written = rows.map(row => ({ ...row, version: nextVersion(), seenAt }));
  await context.db.insert({
    table: tableName(context.schema, RUNNING.name),
    columns: [...RUNNING.columns.map(({ name }) => name), 'Sign', 'Version', 'SeenAt'],
    parts: await encode(written, runningLine),
    token: insertToken(
      context,
      written.flatMap(row => [row.traceId, row.spanId, String(row.version)]),
    ),
  });
  for (const { traceId, spanId, startedAt } of rows) {
    context.writers.running.add(spanKey(traceId, spanId), { traceId, spanId, startedAt, seenAt });
  }
}

/**
 * Takes out the starts and entry spans that this store has written and that count no more, so that those tables stay
 * small. Reads do not rely on it: they look for the end and for the root themselves.
 */
async function takeOut(context: Context, rows: readonly EndedRow[]): Promise<void> {
  const { running, entries } = context.writers;
  const starts = rows.flatMap(row => running.take(spanKey(row.traceId, row.spanId)));
  const superseded = rows.flatMap(row => (row.parentSpanId === undefined ? entries.take(row.traceId) : []));
  for (const { isEntry, traceId, spanId, startedAt } of rows) {
    if (isEntry) entries.add(traceId, { traceId, spanId, startedAt, seenAt: 0 });
  }
  await insertOpposites(context, RUNNING, 'SeenAt', starts, place => `${dateText(place.seenAt).slice(0, -5)}"`);
  await insertOpposites(context, ENTRIES, 'StartedAt', superseded, place => dateText(place.startedAt));
}

async function insertOpposites(
  context: Context,
  table: Table,
  partitionColumn: string,
  places: readonly SpanPlace[],
  partition: (place: SpanPlace) => string,
): Promise<void> {
  if (places.length === 0) return;
  const line = (place: SpanPlace) =>
    `[${JSON.stringify(place.traceId)},${JSON.stringify(place.spanId)},${partition(place)},-1]\n`;
  await context.db.insert({
    table: tableName(context.schema, table.name),
    columns: ['TraceId', 'SpanId', partitionColumn, 'Sign'],
    parts: await encode(places, line),
    token: insertToken(context, [
      'opposites',
      ...places.flatMap(place => [place.traceId, place.spanId, String(place.seenAt)]),
    ]),
  });
}

/** After a delete, the earliest spans of what is left of traces: entry spans, in case their root has gone. */
export async function refillEntries(context: Context, traces: Sql): Promise<void> {
  const columns = raw(columnList(ENTRIES));
  await context.db.command(
    sql`INSERT INTO ${from(context, ENTRIES)} (${columns}) SELECT ${columns} FROM ${from(context, TABLES.tracing)} WHERE ${traces} AND ParentSpanId != '' ORDER BY StartedAt, SpanId LIMIT 1 BY TraceId`,
  );
}
