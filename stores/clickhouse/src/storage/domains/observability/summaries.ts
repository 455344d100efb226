import {
  factsByTrace,
  MODEL_SPAN_TYPES,
  PREVIEW_HEAD,
  rollupOf,
  SESSION_COST_METRIC,
  type SpanKey,
  type TenantScope,
  TOOL_SPAN_TYPES,
  type TraceRollup,
} from '@mastra/core/storage';
import type { EngineRow } from '../../engine/database.ts';
import { raw, type Sql, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import type { Listed } from './last-listed.ts';
import { runningSpans } from './listed.ts';
import { areSpans } from './span-keys.ts';
import { spanChunks, spanKey } from './stored-spans.ts';
import { isNotAnothersSql } from './tenant.ts';
import { queryChunks } from './write.ts';

/** What the traces of the listed spans come to, in their order. */
export async function rollups(
  context: Context,
  { hasRunning }: Listed,
  listed: readonly SpanKey[],
  tenant: TenantScope,
): Promise<readonly TraceRollup[]> {
  if (listed.length === 0) return [];
  const [facts, heads] = await Promise.all([
    factsOf(context, hasRunning, listed, tenant),
    headsOf(context, hasRunning, listed),
  ]);
  return listed.map(span => rollupOf(facts(span.traceId), heads(span)));
}

/** Every span once: ended ones, and those that run. */
function spansWithin(context: Context, hasRunning: boolean, columns: string, within: Sql): Sql {
  const ended = sql`SELECT ${raw(columns)} FROM ${from(context, TABLES.tracing)} WHERE ${within} LIMIT 1 BY TraceId, SpanId`;
  if (!hasRunning) return ended;
  return sql`SELECT * FROM (${ended}) UNION ALL SELECT * FROM (${runningSpans(context, columns, within)})`;
}

const callFacts = ['usage', 'costUsd', 'model', 'responseModel'];
const extracts = callFacts.map(key => `JSONExtractRaw(Attributes, '${key}') AS ${key}`).join(', ');

async function factsOf(context: Context, hasRunning: boolean, listed: readonly SpanKey[], tenant: TenantScope) {
  const found = await Promise.all(
    queryChunks([...new Set(listed.map(span => span.traceId))], id => id).map(some =>
      someFacts(context, hasRunning, sql`TraceId IN ${some} AND ${isNotAnothersSql(tenant)}`),
    ),
  );
  return factsByTrace({
    modelSpans: found.flatMap(facts => facts.modelSpans),
    counts: found.flatMap(facts => facts.counts),
    costs: found.flatMap(facts => facts.costs),
    scores: found.flatMap(facts => facts.scores),
    feedback: found.flatMap(facts => facts.feedback),
  });
}

async function someFacts(context: Context, hasRunning: boolean, within: Sql) {
  const rows = <T>(query: Sql) => context.db.rows(query) as Promise<readonly T[]>;
  const isModel = sql`${within} AND SpanType IN ${MODEL_SPAN_TYPES}`;
  const calls = spansWithin(context, hasRunning, 'TraceId, SpanId, ParentSpanId, Attributes', isModel);
  const counted = spansWithin(context, hasRunning, 'TraceId, SpanId, SpanType, Error', within);
  const measured = sql`SELECT TraceId, SpanId, any(Value) AS Cost FROM ${from(context, TABLES.metric)} WHERE Name = ${SESSION_COST_METRIC} AND ${within} GROUP BY TraceId, SpanId, MetricId`;
  const count = (table: (typeof TABLES)['score'], id: string) =>
    rows<{ traceId: string; count: number }>(
      sql`SELECT TraceId AS traceId, uniqExact(${raw(id)}) AS count FROM ${from(context, table)} WHERE ${within} GROUP BY TraceId`,
    );
  const [models, counts, costs, scores, feedback] = await Promise.all([
    rows<EngineRow>(
      sql`SELECT TraceId AS traceId, SpanId AS spanId, ParentSpanId AS parentSpanId, ${raw(extracts)} FROM (${calls})`,
    ),
    rows<{ traceId: string; toolCalls: number; errors: number }>(
      sql`SELECT TraceId AS traceId, countIf(SpanType IN ${TOOL_SPAN_TYPES}) AS toolCalls, countIf(Error != '') AS errors FROM (${counted}) GROUP BY TraceId`,
    ),
    rows<{ traceId: string; spanId: string; costUsd: number }>(
      sql`SELECT TraceId AS traceId, SpanId AS spanId, sum(Cost) AS costUsd FROM (${measured}) GROUP BY TraceId, SpanId`,
    ),
    count(TABLES.score, 'ScoreId'),
    count(TABLES.feedback, 'FeedbackId'),
  ]);
  const modelSpans = models.map(row => ({ ...(row as unknown as SpanKey), ...row, attributes: attributesOf(row) }));
  return { modelSpans, counts, costs, scores, feedback };
}

function attributesOf(row: EngineRow): object {
  const stated = callFacts.filter(key => row[key] !== '');
  return Object.fromEntries(stated.map(key => [key, JSON.parse(row[key] as string)]));
}

/** The beginnings of the payloads of these spans. */
async function headsOf(context: Context, hasRunning: boolean, listed: readonly SpanKey[]) {
  const head = (column: string) =>
    `substringUTF8(${column}, 1, ${PREVIEW_HEAD}) AS ${column}Head, length(${column}) AS ${column}Bytes`;
  const chunks = await Promise.all(
    spanChunks(listed).map(some => {
      const spans = spansWithin(context, hasRunning, 'TraceId, SpanId, Input, Output', areSpans(some));
      return context.db.rows(
        sql`SELECT TraceId AS traceId, SpanId AS spanId, ${raw(`${head('Input')}, ${head('Output')}`)} FROM (${spans})`,
      );
    }),
  );
  const byKey = new Map(chunks.flat().map(row => [spanKey(row.traceId as string, row.spanId as string), row]));
  return ({ traceId, spanId }: SpanKey) => {
    const row = byKey.get(spanKey(traceId, spanId)) ?? {};
    return {
      input: { head: (row.InputHead as string) ?? null, bytes: (row.InputBytes as number) ?? 0 },
      output: { head: (row.OutputHead as string) ?? null, bytes: (row.OutputBytes as number) ?? 0 },
    };
  };
}
