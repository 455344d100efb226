import {
  compareSpans,
  type GetSpanArgs,
  type GetSpansArgs,
  isOwn,
  parseArgs,
  RECORD_FIELDS,
  readSpan,
  SPAN_LIGHT_FIELDS,
  type SpanRecord,
  type SpanRow,
  spanArgsSchema,
  spansArgsSchema,
  type TenantScope,
  type TraceArgs,
  traceArgsSchema,
} from '@mastra/core/storage';
import { raw, type Sql, sql } from '../../engine/sql.ts';
import { RUNNING, selectList, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { recordRow } from './rows.ts';

type Fields = readonly { readonly name: string }[];

const everything = RECORD_FIELDS.tracing;

export async function getSpan(context: Context, args: GetSpanArgs): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId, spanId, ...tenant } = parseArgs(spanArgsSchema, 'getSpan', args);
  const [row] = await spansOf(context, everything, tenant, sql`TraceId = ${traceId} AND SpanId = ${spanId}`);
  return row ? { span: readSpan(row, context.lostBefore()) } : null;
}

export async function getSpans(
  context: Context,
  args: GetSpansArgs,
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] }> {
  const { traceId, spanIds, ...tenant } = parseArgs(spansArgsSchema, 'getSpans', args);
  if (spanIds.length === 0) return { traceId, spans: [] };
  const rows = await spansOf(context, everything, tenant, sql`TraceId = ${traceId} AND SpanId IN ${spanIds}`);
  return { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

export async function getRootSpan(context: Context, args: TraceArgs): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId, ...tenant } = parseArgs(traceArgsSchema, 'getRootSpan', args);
  const rows = await spansOf(context, SPAN_LIGHT_FIELDS, {}, sql`TraceId = ${traceId}`);
  const roots = rows.filter(row => row.parentSpanId === undefined);
  const first = (roots.length > 0 ? roots : rows.slice(0, 1)).find(row => isOwn(row, tenant));
  return first ? getSpan(context, { traceId, spanId: first.spanId }) : null;
}

export async function getTrace(
  context: Context,
  args: TraceArgs,
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] } | null> {
  const { traceId, ...tenant } = parseArgs(traceArgsSchema, 'getTrace', args);
  const rows = await spansOf(context, everything, tenant, sql`TraceId = ${traceId}`);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

/**
 * Spans of one trace that are the tenant's, each once, in the order of a trace. An end takes the place of a start. Whose a
 * span is, its latest copy says.
 */
export async function spansOf(
  context: Context,
  fields: Fields,
  tenant: TenantScope,
  where: Sql,
): Promise<readonly SpanRow[]> {
  const [ended, running] = await Promise.all([
    context.db.rows(
      sql`SELECT ${raw(selectList(TABLES.tracing, fields))} FROM ${from(context, TABLES.tracing)} WHERE ${where}`,
    ),
    context.db.rows(
      sql`SELECT ${raw(selectList(RUNNING, fields))} FROM ${from(context, RUNNING)} WHERE Sign = 1 AND ${where} ORDER BY Version DESC`,
    ),
  ]);
  const spans = new Map<string, SpanRow>();
  for (const row of [...ended, ...running]) {
    const id = row.spanId as string;
    if (!spans.has(id)) spans.set(id, recordRow<SpanRow>(row));
  }
  return [...spans.values()].filter(row => isOwn(row, tenant)).sort(compareSpans);
}
