import {
  type GetSpanArgs,
  type GetSpansArgs,
  parseArgs,
  RECORD_FIELDS,
  readSpan,
  type SpanRecord,
  type SpanRow,
  spanArgsSchema,
  spansArgsSchema,
  type TenantScope,
  type TraceArgs,
  traceArgsSchema,
} from '@mastra/core/storage';
import { raw, type Sql, sql } from '../../engine/sql.ts';
import { rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { toRow } from './rows.ts';
import { isOwnSql } from './tenant.ts';

const everything = raw(rowList(TABLES.tracing, RECORD_FIELDS.tracing));
/** Core's `compareSpans` as SQL. */
const traceOrder = raw('started_at, parent_span_id IS NOT NULL, coalesce(sequence, 0), id');

export async function getSpan(context: Context, args: GetSpanArgs): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId, spanId, ...tenant } = parseArgs(spanArgsSchema, 'getSpan', args);
  const [row] = await spansOf(context, everything, tenant, sql`trace_id = ${traceId} AND id = ${spanId}`);
  return row ? { span: readSpan(row, context.lostBefore()) } : null;
}

export async function getSpans(
  context: Context,
  args: GetSpansArgs,
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] }> {
  const { traceId, spanIds, ...tenant } = parseArgs(spansArgsSchema, 'getSpans', args);
  const where = sql`trace_id = ${traceId} AND list_contains(${spanIds}, id)`;
  const rows = await spansOf(context, everything, tenant, where);
  return { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

export async function getRootSpan(context: Context, args: TraceArgs): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId, ...tenant } = parseArgs(traceArgsSchema, 'getRootSpan', args);
  const first = sql`SELECT id FROM mastra_ai_trace_rows WHERE trace_id = ${traceId} AND ${isOwnSql(tenant)} ORDER BY started_at, id LIMIT 1`;
  const [row] = await spansOf(context, everything, tenant, sql`trace_id = ${traceId} AND id = (${first})`);
  return row ? { span: readSpan(row, context.lostBefore()) } : null;
}

export async function getTrace(
  context: Context,
  args: TraceArgs,
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] } | null> {
  const { traceId, ...tenant } = parseArgs(traceArgsSchema, 'getTrace', args);
  const rows = await spansOf(context, everything, tenant, sql`trace_id = ${traceId}`);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

/** Spans of one trace that are the tenant's, in the order of a trace. */
export async function spansOf(
  { db, definitions }: Context,
  columns: Sql,
  tenant: TenantScope,
  where: Sql,
): Promise<readonly SpanRow[]> {
  const rows = await db.read(session =>
    session.rows(
      sql`SELECT ${columns} FROM mastra_ai_span_rows WHERE ${where} AND ${isOwnSql(tenant)} ORDER BY ${traceOrder}`,
    ),
  );
  return definitions.complete(
    query => db.read(session => session.rows(query)),
    rows.map(row => toRow<SpanRow>(row)),
  );
}
