import {
  type GetStructureArgs,
  MODEL_SPAN_TYPES,
  modelSpanOf,
  planStructure,
  RECORD_FIELDS,
  SESSION_COST_METRIC,
  SPAN_LIGHT_FIELDS,
  type SpanRow,
  type StructurePlan,
  structureResult,
  type TraceStructure,
} from '@mastra/core/storage';
import { sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { spansOf } from './spans.ts';
import { isNotAnothersSql } from './tenant.ts';

const withAttributes = RECORD_FIELDS.tracing.filter(
  ({ name }) => name === 'attributes' || SPAN_LIGHT_FIELDS.some(field => field.name === name),
);

export async function getStructure(context: Context, args: GetStructureArgs): Promise<TraceStructure | null> {
  const plan = planStructure(args);
  const fields = plan.sizes ? RECORD_FIELDS.tracing : plan.totals ? withAttributes : SPAN_LIGHT_FIELDS;
  const [spans, costs] = await Promise.all([
    spansOf(context, fields, plan.tenant, sql`TraceId = ${plan.traceId}`),
    plan.totals ? costsOf(context, plan) : new Map<string, number>(),
  ]);
  const ids = new Set(spans.map(span => span.spanId));
  const models = plan.totals ? spans.filter(span => MODEL_SPAN_TYPES.some(type => type === span.spanType)) : [];
  const facts = {
    spans,
    modelSpans: models.map(span =>
      modelSpanOf(span, span.attributes === undefined ? undefined : JSON.parse(span.attributes)),
    ),
    costs: new Map([...costs].filter(([spanId]) => ids.has(spanId))),
    sizes: new Map(plan.sizes ? spans.map(span => [span.spanId, sizesOf(span)]) : []),
  };
  return structureResult(plan, facts, context.lostBefore());
}

/** What the cost metric says, by span id. A measurement that was stored twice counts once. */
async function costsOf(context: Context, { traceId, tenant }: StructurePlan): Promise<ReadonlyMap<string, number>> {
  const metrics = sql`SELECT SpanId, any(Value) AS Cost FROM ${from(context, TABLES.metric)} WHERE TraceId = ${traceId} AND Name = ${SESSION_COST_METRIC} AND ${isNotAnothersSql(tenant)} GROUP BY SpanId, MetricId`;
  const rows = await context.db.rows(sql`SELECT SpanId AS spanId, sum(Cost) AS cost FROM (${metrics}) GROUP BY SpanId`);
  return new Map(rows.map(row => [row.spanId as string, row.cost as number]));
}

function sizesOf({ input, output, attributes, metadata }: SpanRow) {
  const bytes = (json: string | undefined) => (json === undefined ? 0 : Buffer.byteLength(json));
  return { input: bytes(input), output: bytes(output), attributes: bytes(attributes), metadata: bytes(metadata) };
}
