import {
  factsByTrace,
  MODEL_SPAN_TYPES,
  type PayloadHead,
  PREVIEW_HEAD,
  rollupOf,
  SESSION_COST_METRIC,
  type SpanKey,
  type TenantScope,
  TOOL_SPAN_TYPES,
  type TraceRollup,
} from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import type { EngineRow } from '../../engine/session.ts';
import { exactText, list, raw, type Sql, sql } from '../../engine/sql.ts';
import { spanKey } from './span-rows.ts';
import { isNotAnothersSql } from './tenant.ts';

/** What the attributes say about a call of a model, as JSON text: without prompts and tools, which may be long. */
export const callFacts = raw(
  `json_object(${['usage', 'costUsd', 'model', 'responseModel'].map(key => `'${key}', json_extract(attributes, '$.${key}')`).join(', ')})::VARCHAR`,
);

/** Rows of the cost metric. */
export const isCost = sql`series IN (SELECT id FROM mastra_ai_series WHERE name = ${SESSION_COST_METRIC})`;

/** What the traces of the listed spans come to, in their order. */
export async function rollups(
  db: Database,
  listed: readonly SpanKey[],
  tenant: TenantScope,
): Promise<readonly TraceRollup[]> {
  if (listed.length === 0) return [];
  const [facts, heads] = await Promise.all([factsOf(db, listed, tenant), headsOf(db, listed)]);
  return listed.map(span => rollupOf(facts(span.traceId), heads(span)));
}

const traceId = raw(`${exactText('trace_id')} AS "traceId"`);

async function factsOf(db: Database, listed: readonly SpanKey[], tenant: TenantScope) {
  const within = sql`trace_id IN (SELECT unnest(${[...new Set(listed.map(span => span.traceId))]})) AND ${isNotAnothersSql(tenant)}`;
  const rows = <T>(query: Sql) => db.read(session => session.rows(query)) as Promise<readonly T[]>;
  const count = (table: string) =>
    rows<{ traceId: string; count: number }>(
      sql`SELECT ${traceId}, count(*)::DOUBLE AS count FROM ${raw(table)} WHERE ${within} GROUP BY trace_id`,
    );
  const [modelSpans, counts, costs, scores, feedback] = await Promise.all([
    rows<EngineRow>(
      sql`SELECT ${traceId}, ${raw(exactText('id'))} AS "spanId", ${raw(exactText('parent_span_id'))} AS "parentSpanId", ${callFacts} AS attributes FROM mastra_ai_span_rows WHERE ${within} AND type IN (${list(MODEL_SPAN_TYPES)})`,
    ),
    rows<{ traceId: string; toolCalls: number; errors: number }>(
      sql`SELECT ${traceId}, count(*) FILTER (type IN (${list(TOOL_SPAN_TYPES)}))::DOUBLE AS "toolCalls", count(*) FILTER (status = 'error')::DOUBLE AS errors FROM mastra_ai_span_rows WHERE ${within} GROUP BY trace_id`,
    ),
    rows<{ traceId: string; spanId: string; costUsd: number }>(
      sql`SELECT ${traceId}, coalesce(${raw(exactText('span_id'))}, '') AS "spanId", sum(value) AS "costUsd" FROM mastra_ai_metric_rows WHERE ${within} AND ${isCost} GROUP BY trace_id, span_id`,
    ),
    count('mastra_ai_score_rows'),
    count('mastra_ai_feedback_rows'),
  ]);
  const parsed = modelSpans.map(row => ({
    ...(row as unknown as SpanKey),
    ...row,
    attributes: JSON.parse(row.attributes as string),
  }));
  return factsByTrace({ modelSpans: parsed, counts, costs, scores, feedback });
}

/** The beginnings of the payloads of these spans. */
async function headsOf(db: Database, listed: readonly SpanKey[]) {
  const given = sql`(SELECT DISTINCT unnest(${listed.map(span => span.traceId)}) AS trace_id, unnest(${listed.map(span => span.spanId)}) AS id)`;
  const head = (column: string) =>
    `left(s.${column}::VARCHAR, ${PREVIEW_HEAD}) AS "${column}Head", coalesce(strlen(s.${column}::VARCHAR), 0)::DOUBLE AS "${column}Bytes"`;
  const rows = await db.read(session =>
    session.rows(
      sql`SELECT ${raw(exactText('s.trace_id'))} AS "traceId", ${raw(exactText('s.id'))} AS "spanId", ${raw(head('input'))}, ${raw(head('output'))} FROM ${given} given JOIN mastra_ai_span_rows s ON s.trace_id = given.trace_id AND s.id = given.id`,
    ),
  );
  const byKey = new Map(rows.map(row => [spanKey(row.traceId as string, row.spanId as string), row]));
  return ({ traceId, spanId }: SpanKey) => {
    const row = byKey.get(spanKey(traceId, spanId));
    return { input: headOf(row, 'input'), output: headOf(row, 'output') };
  };
}

function headOf(row: EngineRow | undefined, column: 'input' | 'output'): PayloadHead {
  return { head: (row?.[`${column}Head`] as string | null) ?? null, bytes: (row?.[`${column}Bytes`] as number) ?? 0 };
}
