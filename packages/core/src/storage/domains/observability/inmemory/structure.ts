import type { PayloadSizes, SpanRow, TraceStructure } from '../records/index.ts';
import { isNotAnothers, planStructure, structureResult } from '../shared/index.ts';
import { ownSpans } from './spans.ts';
import { measuredCosts, modelSpans } from './summaries.ts';
import type { Tables } from './tables.ts';

export function getStructure(tables: Tables, args: unknown, lostBefore: number | null): TraceStructure | null {
  const plan = planStructure(args);
  const { traceId, tenant } = plan;
  const spans = ownSpans(tables, traceId, tenant);
  const ids = new Set(spans.map(span => span.spanId));
  const costs = measuredCosts(tables, row => row.traceId === traceId && isNotAnothers(row, tenant));
  const facts = {
    spans,
    modelSpans: modelSpans(spans),
    costs: new Map([...costs].filter(([spanId]) => ids.has(spanId))),
    sizes: new Map(spans.map(span => [span.spanId, sizesOf(span)])),
  };
  return structureResult(plan, facts, lostBefore);
}

function sizesOf({ input, output, attributes, metadata }: SpanRow): PayloadSizes {
  const bytes = (json: string | undefined) => (json === undefined ? 0 : Buffer.byteLength(json));
  return { input: bytes(input), output: bytes(output), attributes: bytes(attributes), metadata: bytes(metadata) };
}
