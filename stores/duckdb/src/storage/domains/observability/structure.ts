import {
  type GetStructureArgs,
  MODEL_SPAN_TYPES,
  modelSpanOf,
  type PayloadSizes,
  planStructure,
  SPAN_LIGHT_FIELDS,
  type StructurePlan,
  structureResult,
  type TraceStructure,
} from '@mastra/core/storage';
import type { EngineRow } from '../../engine/session.ts';
import { exactText, list, raw, type Sql, sql } from '../../engine/sql.ts';
import { rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { spansOf } from './spans.ts';
import { callFacts, isCost } from './summaries.ts';
import { isNotAnothersSql, isOwnSql } from './tenant.ts';

const light = raw(rowList(TABLES.tracing, SPAN_LIGHT_FIELDS));
const spanId = raw(`${exactText('id')} AS "spanId"`);

export async function getStructure(context: Context, args: GetStructureArgs): Promise<TraceStructure | null> {
  const plan = planStructure(args);
  const none: readonly EngineRow[] = [];
  const [spans, calls, costs, sizes] = await Promise.all([
    spansOf(context, light, plan.tenant, sql`trace_id = ${plan.traceId}`),
    plan.totals ? modelSpans(context, plan) : none,
    plan.totals ? costsOf(context, plan) : none,
    plan.sizes ? sizesOf(context, plan) : none,
  ]);
  const ids = new Set(spans.map(span => span.spanId));
  const facts = {
    spans,
    modelSpans: calls.map(row => modelSpanOf(row as never, JSON.parse(row.attributes as string))),
    costs: new Map(
      costs.filter(row => ids.has(row.spanId as string)).map(row => [row.spanId as string, row.cost as number]),
    ),
    sizes: new Map(sizes.map(({ spanId, ...bytes }) => [spanId as string, bytes as unknown as PayloadSizes])),
  };
  return structureResult(plan, facts, context.lostBefore());
}

function own({ traceId, tenant }: StructurePlan): Sql {
  return sql`trace_id = ${traceId} AND ${isOwnSql(tenant)}`;
}

function modelSpans({ db }: Context, plan: StructurePlan): Promise<readonly EngineRow[]> {
  return db.read(session =>
    session.rows(
      sql`SELECT ${spanId}, ${raw(exactText('parent_span_id'))} AS "parentSpanId", ${callFacts} AS attributes FROM mastra_ai_span_rows WHERE ${own(plan)} AND type IN (${list(MODEL_SPAN_TYPES)})`,
    ),
  );
}

function costsOf({ db }: Context, { traceId, tenant }: StructurePlan): Promise<readonly EngineRow[]> {
  return db.read(session =>
    session.rows(
      sql`SELECT ${raw(exactText('span_id'))} AS "spanId", sum(value) AS cost FROM mastra_ai_metric_rows WHERE trace_id = ${traceId} AND ${isCost} AND span_id IS NOT NULL AND ${isNotAnothersSql(tenant)} GROUP BY span_id`,
    ),
  );
}

const bytes = (column: string) => `coalesce(strlen(${column}::VARCHAR), 0)::DOUBLE AS "${column}"`;

function sizesOf({ db }: Context, plan: StructurePlan): Promise<readonly EngineRow[]> {
  const sizes = raw(['input', 'output', 'attributes', 'metadata'].map(bytes).join(', '));
  return db.read(session => session.rows(sql`SELECT ${spanId}, ${sizes} FROM mastra_ai_span_rows WHERE ${own(plan)}`));
}
