import type { ObservabilityEvent } from '@mastra/core/observability';
import {
  type CreateSpanRecord,
  givesWay,
  type PreparedSpanUpdate,
  prepareSpanUpdates,
  RECORD_FIELDS,
  revise,
  type SpanRow,
  type SpanUpdate,
  withoutAbsent,
} from '@mastra/core/storage';
import type { EngineRow, Session } from '../../engine/session.ts';
import { exactText, raw, type Sql, sql, unnested } from '../../engine/sql.ts';
import { rowList, TABLES, TRACES } from './columns.ts';
import type { Context } from './context.ts';
import { type Arrived, arrivals, type Listed, listedChange } from './listed.ts';
import { type Derived, insertFrom, type LoadFile } from './load.ts';
import { type Item, itemsOfEvents, itemsOfRecords, linesOf } from './prepared.ts';
import { rebuildTraces } from './rebuild.ts';
import { toRow } from './rows.ts';
import { headOfEvent, headOfRow, type SpanHead, type StoredSpan, spanKey } from './span-rows.ts';
import { withFile } from './write.ts';

const SPANS = TABLES.tracing;

/** Stores new spans and replaces running ones. */
export async function createSpans(context: Context, records: readonly CreateSpanRecord[]): Promise<void> {
  await store(context, await itemsOfRecords('tracing', records, headOfRow));
}

/** The same for events. */
export async function ingestSpans(context: Context, events: readonly ObservabilityEvent[]): Promise<void> {
  await store(context, await itemsOfEvents('tracing', events, headOfEvent, headOfRow));
}

async function store(context: Context, given: readonly Item<SpanHead>[]): Promise<void> {
  const byKey = new Map<string, Item<SpanHead>>();
  for (const item of given) {
    const key = spanKey(item.head.traceId, item.head.spanId);
    const before = byKey.get(key);
    if (!before || givesWay(before.head)) byKey.set(key, item);
  }
  if (byKey.size === 0) return;
  const traces = arrivals(Array.from(byKey.values(), ({ head }) => head));
  const items = new Map(Array.from(byKey.values(), item => [item.head, item]));
  await withFile(context.db, await linesOf('tracing', items.values()), file =>
    context.db.write(session => storeSpans(context, session, file, items, traces)),
  );
}

/** What a span's row has that its line does not: `spanStatus` of core as SQL, and a flag. Roots say whether another span of the trace failed; other spans do not. */
function derivedColumns({ written }: LoadFile, failed: readonly SpanHead[]): Derived {
  const has = (field: string) => written.fields.has(field);
  const ended = has('endReason')
    ? `CASE given."endReason" WHEN 'aborted' THEN 'aborted' ELSE 'success' END`
    : `'success'`;
  const open = has('endedAt') ? `CASE WHEN given."endedAt" IS NULL THEN 'running' ELSE ${ended} END` : `'running'`;
  const status = has('error') ? `CASE WHEN given."error" IS NOT NULL THEN 'error' ELSE ${open} END` : open;
  const hasChildError = failed.length === 0 ? raw('false') : oneOf(failed, 'given."traceId"', 'given."spanId"');
  return { status: raw(status), has_child_error: hasChildError };
}

async function storeSpans(
  { db, definitions }: Context,
  session: Session,
  file: LoadFile,
  items: ReadonlyMap<SpanHead, Item<SpanHead>>,
  traces: ReadonlyMap<string, Arrived>,
): Promise<void> {
  const listed = await listedSpans(session, [...traces.keys()]);
  const known = [...items.keys()].filter(({ traceId }) => listed.has(traceId));
  const stored = await storedKeys(session, known);
  const final = stored.filter(row => row.ended === true);
  if (final.length === items.size) return;
  const replaced = stored.filter(row => row.ended !== true);
  const touched = new Set(stored.map(row => row.traceId as string));
  const insert: StoredSpan[] = [];
  const unlisted: string[] = [];
  for (const [traceId, trace] of traces) {
    if (touched.has(traceId)) continue;
    const before = listed.get(traceId) ?? [];
    const change = listedChange(before, trace);
    if (change.kind === 'rebuild') touched.add(traceId);
    if (change.kind !== 'replace') continue;
    insert.push(...change.insert);
    if (before.length > 0) unlisted.push(traceId);
  }
  const unless =
    final.length === 0 ? undefined : oneOf(final as unknown as SpanHead[], 'given."traceId"', 'given."spanId"');
  const derived = derivedColumns(file, failedRoots(traces));
  const storeAll = (traceFile?: LoadFile) =>
    definitions.within(session, file.written, async (...numbered) => {
      await deleteRows(session, replaced);
      await session.run(insertFrom(SPANS, file, numbered, derived, unless));
      if (unlisted.length > 0)
        await session.run(sql`DELETE FROM mastra_ai_trace_rows WHERE list_contains(${unlisted}, trace_id)`);
      if (traceFile) {
        const failed = insert.filter(({ hasChildError }) => hasChildError).map(({ row }) => row);
        await session.run(insertFrom(TRACES, traceFile, numbered, derivedColumns(traceFile, failed)));
      }
      await rebuildTraces(session, [...touched]);
    });
  if (insert.length === 0) return storeAll();
  const lines = await linesOf(
    'tracing',
    insert.map(({ row }) => items.get(row)!),
    PAYLOADS,
  );
  await withFile(db, lines, storeAll);
}

/** What lists do not show. */
const PAYLOADS = ['input', 'output'];

function failedRoots(traces: ReadonlyMap<string, Arrived>): readonly SpanHead[] {
  const failed: SpanHead[] = [];
  for (const { listed, hasRoot } of traces.values()) {
    if (hasRoot) for (const span of listed) if (span.hasChildError) failed.push(span.row);
  }
  return failed;
}

/** What lists show now of these traces. A trace without is one that the store has no span of. */
async function listedSpans(session: Session, traceIds: readonly string[]): Promise<ReadonlyMap<string, Listed[]>> {
  const traceId = raw(exactText('t.trace_id'));
  const found = await session.rows(
    sql`SELECT ${traceId} AS "traceId", ${raw(exactText('t.id'))} AS "spanId", epoch_ms(t.started_at)::DOUBLE AS "startedAt", t.parent_span_id IS NULL AS "isRoot", t.error_info IS NOT NULL AS "hasError", t.has_child_error AS "hasChildError" FROM (SELECT ${unnested(traceIds)} AS trace_id) given JOIN mastra_ai_trace_rows t ON t.trace_id = given.trace_id`,
  );
  const traces = new Map<string, Listed[]>();
  for (const row of found) {
    const traceId = row.traceId as string;
    const trace = traces.get(traceId) ?? [];
    trace.push(row as unknown as Listed);
    traces.set(traceId, trace);
  }
  return traces;
}

type Keys = readonly { readonly traceId: string; readonly spanId: string }[];

const keysOf = (keys: Keys): Sql =>
  sql`(SELECT DISTINCT ${unnested(keys.map(key => key.traceId))} AS trace_id, ${unnested(keys.map(key => key.spanId))} AS id) given`;

async function storedKeys(session: Session, heads: readonly SpanHead[]): Promise<readonly EngineRow[]> {
  if (heads.length === 0) return [];
  return session.rows(
    sql`SELECT ${raw(exactText('s.trace_id'))} AS "traceId", ${raw(exactText('s.id'))} AS "spanId", s.rowid::DOUBLE AS "rowid", s.ended_at IS NOT NULL AS ended FROM ${keysOf(heads)} JOIN mastra_ai_span_rows s ON s.trace_id = given.trace_id AND s.id = given.id`,
  );
}

function oneOf(keys: Keys, traceId: string, spanId: string): Sql {
  const traceIds = keys.map(key => key.traceId);
  const spanIds = keys.map(key => key.spanId);
  return sql`(${raw(traceId)}, ${raw(spanId)}) IN (SELECT ${unnested(traceIds)}, ${unnested(spanIds)})`;
}

/** Row ids hold within one task of the write queue. */
async function deleteRows(session: Session, rows: readonly EngineRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.run(
    raw(`DELETE FROM mastra_ai_span_rows WHERE rowid IN (${rows.map(row => Number(row.rowid)).join(', ')})`),
  );
}

/** Changes stored spans; updates of one span are applied in their order. */
export async function updateSpans(context: Context, records: readonly SpanUpdate[]): Promise<void> {
  const { db, definitions } = context;
  const updates = prepareSpanUpdates(records);
  if (updates.length === 0) return;
  await db.write(async session => {
    const found = await session.rows(
      sql`SELECT ${raw(rowList(SPANS, RECORD_FIELDS.tracing, 's.'))} FROM ${keysOf(updates)} JOIN mastra_ai_span_rows s ON s.trace_id = given.trace_id AND s.id = given.id`,
    );
    if (found.length === 0) return;
    const stored = await definitions.complete(
      query => session.rows(query),
      found.map(row => toRow<SpanRow>(row)),
    );
    const revised = revisedRows(stored, updates);
    const touched = [...new Set(revised.map(row => row.traceId))];
    const items = revised.map((row, index) => ({ head: row, index, row }));
    await withFile(db, await linesOf('tracing', items), file =>
      definitions.within(session, file.written, async (...numbered) => {
        await deleteRows(session, await storedKeys(session, revised));
        await session.run(insertFrom(SPANS, file, numbered, derivedColumns(file, [])));
        await rebuildTraces(session, touched);
      }),
    );
  });
}

function revisedRows(stored: readonly SpanRow[], updates: readonly PreparedSpanUpdate[]): readonly SpanRow[] {
  const rows = new Map<string, SpanRow>();
  for (const selected of stored) {
    const present = withoutAbsent(selected) as SpanRow;
    rows.set(spanKey(present.traceId, present.spanId), present);
  }
  for (const { traceId, spanId, changes } of updates) {
    const key = spanKey(traceId, spanId);
    const row = rows.get(key);
    if (row) rows.set(key, revise(row, changes));
  }
  return [...rows.values()];
}
