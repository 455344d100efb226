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
import type { Database } from '../../engine/database.ts';
import type { EngineRow, Session } from '../../engine/session.ts';
import { exactText, raw, type Sql, sql } from '../../engine/sql.ts';
import { selectList, TABLES, TRACES } from './columns.ts';
import { prepare } from './encode.ts';
import { type Arrived, arrivals, type Listed, listedChange } from './listed.ts';
import { insertFrom, type LoadFile } from './load.ts';
import { rebuildTraces } from './rebuild.ts';
import { toRow } from './rows.ts';
import { type StoredSpan, spanKey, spanLines, traceLines } from './span-rows.ts';
import { withFile } from './write.ts';

const SPANS = TABLES.tracing;

/** Stores new spans and replaces running ones. */
export async function createSpans(db: Database, records: readonly CreateSpanRecord[]): Promise<void> {
  const rows = new Map<string, SpanRow>();
  for (const row of await prepare('tracing', records)) {
    const key = spanKey(row.traceId, row.spanId);
    const before = rows.get(key);
    if (!before || givesWay(before)) rows.set(key, row);
  }
  if (rows.size === 0) return;
  const traces = arrivals(rows.values());
  await withFile(db, withFlags(rows.values(), traces), spanLines, file =>
    db.write(session => storeSpans(db, session, file, rows, traces)),
  );
}

/** Roots say whether another span of the trace failed; for the other spans the flag means nothing. */
function withFlags(rows: Iterable<SpanRow>, traces: ReadonlyMap<string, Arrived>): readonly StoredSpan[] {
  const failed = new Set<SpanRow>();
  for (const { listed, hasRoot } of traces.values()) {
    if (hasRoot) for (const span of listed) if (span.hasChildError) failed.add(span.row);
  }
  return Array.from(rows, row => ({ row, hasChildError: failed.has(row) }));
}

async function storeSpans(
  db: Database,
  session: Session,
  file: LoadFile,
  rows: ReadonlyMap<string, SpanRow>,
  traces: ReadonlyMap<string, Arrived>,
): Promise<void> {
  const listed = await listedSpans(session, [...traces.keys()]);
  const known = [...rows.values()].filter(row => listed.has(row.traceId));
  const stored = await storedKeys(session, known);
  const final = stored.filter(row => row.ended === true);
  if (final.length === rows.size) return;
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
  const unless = final.length === 0 ? undefined : anyOf(final);
  const store = async (traceFile?: LoadFile) => {
    await deleteRows(session, replaced);
    await session.run(insertFrom(SPANS, file, unless));
    if (unlisted.length > 0)
      await session.run(sql`DELETE FROM mastra_ai_traces WHERE list_contains(${unlisted}, trace_id)`);
    if (traceFile) await session.run(insertFrom(TRACES, traceFile));
    await rebuildTraces(session, [...touched]);
  };
  if (insert.length === 0) await session.transaction(() => store());
  else await withFile(db, insert, traceLines, traceFile => session.transaction(() => store(traceFile)));
}

/** What lists show now of these traces. A trace without is one that the store has no span of. */
async function listedSpans(session: Session, traceIds: readonly string[]): Promise<ReadonlyMap<string, Listed[]>> {
  const traceId = raw(exactText('t.trace_id'));
  const found = await session.rows(
    sql`SELECT ${traceId} AS "traceId", ${raw(exactText('t.id'))} AS "spanId", epoch_ms(t.started_at)::DOUBLE AS "startedAt", t.parent_span_id IS NULL AS "isRoot", t.error_info IS NOT NULL AS "hasError", t.has_child_error AS "hasChildError" FROM (SELECT unnest(${traceIds}) AS trace_id) given JOIN mastra_ai_traces t ON t.trace_id = given.trace_id`,
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

const joined = (keys: readonly { readonly traceId: string; readonly spanId: string }[]): Sql =>
  sql`(SELECT DISTINCT unnest(${keys.map(key => key.traceId)}) AS trace_id, unnest(${keys.map(key => key.spanId)}) AS id) given JOIN mastra_ai_spans s ON s.trace_id = given.trace_id AND s.id = given.id`;

async function storedKeys(session: Session, rows: readonly SpanRow[]): Promise<readonly EngineRow[]> {
  if (rows.length === 0) return [];
  return session.rows(
    sql`SELECT ${raw(exactText('s.trace_id'))} AS "traceId", ${raw(exactText('s.id'))} AS "spanId", s.rowid::DOUBLE AS "rowid", s.ended_at IS NOT NULL AS ended FROM ${joined(rows)}`,
  );
}

function anyOf(keys: readonly EngineRow[]): Sql {
  const traceIds = keys.map(key => key.traceId as string);
  const spanIds = keys.map(key => key.spanId as string);
  return sql`(trace_id, id) IN (SELECT unnest(${traceIds}), unnest(${spanIds}))`;
}

/** Row ids hold within one task of the write queue. */
async function deleteRows(session: Session, rows: readonly EngineRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.run(
    raw(`DELETE FROM mastra_ai_spans WHERE rowid IN (${rows.map(row => Number(row.rowid)).join(', ')})`),
  );
}

/** Changes stored spans; updates of one span are applied in their order. */
export async function updateSpans(db: Database, records: readonly SpanUpdate[]): Promise<void> {
  const updates = prepareSpanUpdates(records);
  if (updates.length === 0) return;
  await db.write(async session => {
    const stored = await session.rows(
      sql`SELECT s.rowid::DOUBLE AS "rowid", ${raw(selectList(SPANS, RECORD_FIELDS.tracing, 's.'))} FROM ${joined(updates)}`,
    );
    if (stored.length === 0) return;
    const revised = revisedRows(stored, updates);
    const touched = [...new Set(revised.map(({ row }) => row.traceId))];
    await withFile(db, revised, spanLines, file =>
      session.transaction(async () => {
        await deleteRows(session, stored);
        await session.run(insertFrom(SPANS, file));
        await rebuildTraces(session, touched);
      }),
    );
  });
}

function revisedRows(stored: readonly EngineRow[], updates: readonly PreparedSpanUpdate[]): readonly StoredSpan[] {
  const rows = new Map<string, SpanRow>();
  for (const { rowid: _, ...selected } of stored) {
    const present = withoutAbsent(toRow<SpanRow>(selected)) as SpanRow;
    rows.set(spanKey(present.traceId, present.spanId), present);
  }
  for (const { traceId, spanId, changes } of updates) {
    const key = spanKey(traceId, spanId);
    const row = rows.get(key);
    if (row) rows.set(key, revise(row, changes));
  }
  return Array.from(rows.values(), row => ({ row, hasChildError: false }));
}
