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
export { parseArgs, parseEntityType, parseIds, parseSpanIds } from './args.ts';
export type { Condition } from './conditions.ts';
export { type CursorPosition, decodeCursor, encodeCursor } from './cursor.ts';
export { type AggregatedSignal, DIMENSION_FIELDS, type Dimension } from './dimensions.ts';
export { foundValues } from './discovery.ts';
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
} from './lists.ts';
export type { ListOrder } from './order.ts';
export { DEFAULT_PER_PAGE, keysetResult, type Paging, pageResult } from './paging.ts';
export { DEFAULT_RETENTION, type PruneStep, planPrune, type Retention, resolveRetention } from './retention.ts';
export { SESSION_COST_METRIC, SESSION_USAGE_SPAN_TYPE, usageTokens } from './sessions.ts';
export { isNotAnothers, isOwn, type TenantScope, tenantTest } from './tenant.ts';
export { compareText, foldCase, wellFormed, words } from './text.ts';
