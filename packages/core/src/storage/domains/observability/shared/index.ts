export {
  type AggregatePlan,
  type BreakdownPlan,
  type PercentilesPlan,
  planAggregate,
  planBreakdown,
  planPercentiles,
  planTimeSeries,
  type TimeSeriesPlan,
} from './aggregates.ts';
export { parseArgs } from './args.ts';
export { type ChangePosition, type ChangesPlan, changesResult, planChanges } from './changes.ts';
export { type Condition, SEARCHED_FIELDS, tenantConditions } from './conditions.ts';
export { type CursorPosition, decodeCursor, encodeCursor } from './cursor.ts';
export { type AggregatedSignal, DIMENSION_FIELDS, type Dimension } from './dimensions.ts';
export { foundValues } from './discovery.ts';
export {
  type Buckets,
  bucketsOf,
  type Counted,
  ERROR_LEVELS,
  FACET_FIELDS,
  type Facet,
  type FacetsPlan,
  type FoundFacet,
  facetsResult,
  type HistogramPlan,
  histogramResult,
  planFacets,
  planHistogram,
} from './facets.ts';
export { breakdownResult, compareGroupKeys, compareGroups, type GroupKey, timeSeriesResult } from './groups.ts';
export { canonicalJson, jsonText } from './json.ts';
export {
  type ListPlan,
  planFeedback,
  planLogs,
  planMetrics,
  planScores,
  planSessions,
  planTraces,
  planTracesLight,
  type TracesPlan,
} from './lists.ts';
export { MODEL_SPAN_TYPES, type ModelSpan, modelSpanOf, TOOL_SPAN_TYPES } from './model-calls.ts';
export type { ListOrder } from './order.ts';
export { DEFAULT_PER_PAGE, keysetResult, type Paging, pageResult } from './paging.ts';
export { CHARACTER_BYTES, pieceOf, pieceOfBytes, planPayload } from './payload.ts';
export { PREVIEW_HEAD } from './preview.ts';
export { DEFAULT_RETENTION, type PruneStep, planPrune, type Retention, resolveRetention } from './retention.ts';
export {
  type FoundFacts,
  factsByTrace,
  type PayloadHead,
  type PayloadHeads,
  rollupOf,
  type TraceFacts,
} from './rollup.ts';
export {
  planSpans,
  SEARCHED_ALL,
  type SearchEngine,
  type SpansPlan,
  searchSpans,
  startedWithin,
} from './search.ts';
export { SESSION_COST_METRIC, SESSION_USAGE_SPAN_TYPE, usageTokens } from './sessions.ts';
export { planStructure, type StructureFacts, type StructurePlan, structureResult } from './structure.ts';
export { isNotAnothers, isOwn, type TenantScope, tenantTest } from './tenant.ts';
export { compareText, foldCase, wellFormed, words } from './text.ts';
