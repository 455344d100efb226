import type { AnyExportedSpan, ModelGenerationAttributes, SpanAttributes, SpanType } from '@mastra/core/observability';
import type { CostOf } from '../metrics/pricing/cost-table.ts';

const CHARGED: ReadonlySet<SpanType> = new Set(['model_generation', 'model_step', 'rag_embedding']);

/** The attributes of a received span with its cost, where it came without one and a price is known. */
export function priced({ type, attributes, startTime }: AnyExportedSpan, costOf: CostOf): SpanAttributes | undefined {
  const { costUsd, model, responseModel, provider, usage } = (attributes ?? {}) as ModelGenerationAttributes;
  if (!CHARGED.has(type) || costUsd !== undefined || usage === undefined) return attributes;
  const cost = costOf({ model, responseModel, provider, usage, at: startTime });
  return cost === undefined ? attributes : ({ ...attributes, costUsd: cost, costSource: 'prices' } as SpanAttributes);
}
