import {
  type LightSpanRecord,
  parseIds,
  parseSpanIds,
  RECORD_FIELDS,
  readLightSpan,
  readSpan,
  SPAN_LIGHT_FIELDS,
  type SpanKey,
  type SpanRecord,
  type SpanRow,
} from '@mastra/core/storage';
import { raw, type Sql, sql } from '../../engine/sql.ts';
import { rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { toRow } from './rows.ts';

const everything = raw(rowList(TABLES.tracing, RECORD_FIELDS.tracing));
/** Core's `compareSpans` as SQL. */
const traceOrder = raw('started_at, parent_span_id IS NOT NULL, coalesce(sequence, 0), id');
const light = raw(rowList(TABLES.tracing, SPAN_LIGHT_FIELDS));

export async function getSpan(context: Context, args: SpanKey): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId, spanId } = parseIds('getSpan', args, ['traceId', 'spanId']);
  const [row] = await select(context, everything, sql`trace_id = ${traceId} AND id = ${spanId}`);
  return row ? { span: readSpan(row, context.lostBefore()) } : null;
}

export async function getSpans(
  context: Context,
  args: { readonly traceId: string; readonly spanIds: readonly string[] },
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] }> {
  const { traceId, spanIds } = parseSpanIds(args);
  const rows = await select(context, everything, sql`trace_id = ${traceId} AND list_contains(${spanIds}, id)`);
  return { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

export async function getRootSpan(
  context: Context,
  args: { readonly traceId: string },
): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId } = parseIds('getRootSpan', args, ['traceId']);
  const first = sql`SELECT id FROM mastra_ai_trace_rows WHERE trace_id = ${traceId} ORDER BY started_at, id LIMIT 1`;
  const [row] = await select(context, everything, sql`trace_id = ${traceId} AND id = (${first})`);
  return row ? { span: readSpan(row, context.lostBefore()) } : null;
}

export async function getTrace(
  context: Context,
  args: { readonly traceId: string },
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] } | null> {
  const { traceId } = parseIds('getTrace', args, ['traceId']);
  const rows = await select(context, everything, sql`trace_id = ${traceId}`);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

export async function getStructure(
  context: Context,
  args: { readonly traceId: string },
): Promise<{ readonly traceId: string; readonly spans: readonly LightSpanRecord[] } | null> {
  const { traceId } = parseIds('getStructure', args, ['traceId']);
  const rows = await select(context, light, sql`trace_id = ${traceId}`);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readLightSpan(row, context.lostBefore())) };
}

/** Spans in the order of a trace. */
async function select({ db, definitions }: Context, columns: Sql, where: Sql): Promise<readonly SpanRow[]> {
  const rows = await db.read(session =>
    session.rows(sql`SELECT ${columns} FROM mastra_ai_span_rows WHERE ${where} ORDER BY ${traceOrder}`),
  );
  return definitions.complete(
    query => db.read(session => session.rows(query)),
    rows.map(row => toRow<SpanRow>(row)),
  );
}
