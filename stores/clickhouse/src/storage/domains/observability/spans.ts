import {
  compareSpans,
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
import { RUNNING, selectList, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { recordRow } from './rows.ts';

type Fields = readonly { readonly name: string }[];

const everything = RECORD_FIELDS.tracing;

export async function getSpan(context: Context, args: SpanKey): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId, spanId } = parseIds('getSpan', args, ['traceId', 'spanId']);
  const [row] = await select(context, everything, sql`TraceId = ${traceId} AND SpanId = ${spanId}`);
  return row ? { span: readSpan(row, context.lostBefore()) } : null;
}

export async function getSpans(
  context: Context,
  args: { readonly traceId: string; readonly spanIds: readonly string[] },
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] }> {
  const { traceId, spanIds } = parseSpanIds(args);
  if (spanIds.length === 0) return { traceId, spans: [] };
  const rows = await select(context, everything, sql`TraceId = ${traceId} AND SpanId IN ${spanIds}`);
  return { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

export async function getRootSpan(
  context: Context,
  args: { readonly traceId: string },
): Promise<{ readonly span: SpanRecord } | null> {
  const { traceId } = parseIds('getRootSpan', args, ['traceId']);
  const rows = await select(context, SPAN_LIGHT_FIELDS, sql`TraceId = ${traceId}`);
  const first = rows.find(row => row.parentSpanId === undefined) ?? rows[0];
  return first ? getSpan(context, first) : null;
}

export async function getTrace(
  context: Context,
  args: { readonly traceId: string },
): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] } | null> {
  const { traceId } = parseIds('getTrace', args, ['traceId']);
  const rows = await select(context, everything, sql`TraceId = ${traceId}`);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readSpan(row, context.lostBefore())) };
}

export async function getStructure(
  context: Context,
  args: { readonly traceId: string },
): Promise<{ readonly traceId: string; readonly spans: readonly LightSpanRecord[] } | null> {
  const { traceId } = parseIds('getStructure', args, ['traceId']);
  const rows = await select(context, SPAN_LIGHT_FIELDS, sql`TraceId = ${traceId}`);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readLightSpan(row, context.lostBefore())) };
}

/** Spans of one trace, each once, in the order of a trace. An end takes the place of a start. */
async function select(context: Context, fields: Fields, where: Sql): Promise<readonly SpanRow[]> {
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
  return [...spans.values()].sort(compareSpans);
}
