import type { TraceRollup } from '../args/index.ts';
import type { SpanRow } from '../records/index.ts';
import {
  isNotAnothers,
  MODEL_SPAN_TYPES,
  type ModelSpan,
  modelSpanOf,
  rollupOf,
  SESSION_COST_METRIC,
  type TenantScope,
  TOOL_SPAN_TYPES,
} from '../shared/index.ts';
import type { Tables } from './tables.ts';

/** What the trace of a listed span comes to, without what is another tenant's. */
export function rollup(tables: Tables, listed: SpanRow, tenant: TenantScope): TraceRollup {
  const { traceId } = listed;
  const isSeen = (row: TenantScope & { readonly traceId?: string | undefined }) =>
    row.traceId === traceId && isNotAnothers(row, tenant);
  const spans = [...(tables.traces.get(traceId)?.values() ?? [])].filter(isSeen);
  const facts = {
    modelSpans: modelSpans(spans),
    costs: measuredCosts(tables, isSeen),
    toolCalls: spans.filter(span => TOOL_SPAN_TYPES.some(type => type === span.spanType)).length,
    errors: spans.filter(span => span.error !== undefined).length,
    scores: [...tables.scores.values()].filter(isSeen).length,
    feedback: [...tables.feedback.values()].filter(isSeen).length,
  };
  return rollupOf(facts, { input: headOf(listed.input), output: headOf(listed.output) });
}

export function modelSpans(spans: readonly SpanRow[]): readonly ModelSpan[] {
  return spans
    .filter(span => MODEL_SPAN_TYPES.some(type => type === span.spanType))
    .map(span => modelSpanOf(span, span.attributes === undefined ? undefined : JSON.parse(span.attributes)));
}

/** What the cost metric says of the records that the test takes, by span id. */
export function measuredCosts(
  tables: Tables,
  test: (row: TenantScope & { readonly traceId?: string | undefined }) => boolean,
): ReadonlyMap<string, number> {
  const costs = new Map<string, number>();
  for (const row of tables.metrics.values()) {
    if (row.name !== SESSION_COST_METRIC || !test(row)) continue;
    const spanId = row.spanId ?? '';
    costs.set(spanId, (costs.get(spanId) ?? 0) + row.value);
  }
  return costs;
}

function headOf(json: string | undefined) {
  return { head: json ?? null, bytes: json === undefined ? 0 : Buffer.byteLength(json) };
}
