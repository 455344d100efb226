import { storageClosed } from '../../closed.ts';
import type {
  AggregateResult,
  BreakdownResult,
  ChangesResult,
  DeleteFeedbackArgs,
  DeleteScoresArgs,
  DeleteTracesArgs,
  DiscoveryArgs,
  DiscoveryByTypeArgs,
  FacetsArgs,
  FacetsResult,
  FeedbackAggregateArgs,
  FeedbackBreakdownArgs,
  FeedbackTimeSeriesArgs,
  GetPayloadArgs,
  GetScoreByIdArgs,
  GetSpanArgs,
  GetSpansArgs,
  GetStructureArgs,
  HistogramArgs,
  HistogramResult,
  ListChangesArgs,
  ListFeedbackArgs,
  ListLogsArgs,
  ListMetricsArgs,
  ListResult,
  ListScoresArgs,
  ListSessionsArgs,
  ListSpansArgs,
  ListTracesArgs,
  ListTracesLightArgs,
  MetricAggregateArgs,
  MetricBreakdownArgs,
  MetricLabelKeysArgs,
  MetricLabelValuesArgs,
  MetricNamesArgs,
  MetricPercentilesArgs,
  MetricTimeSeriesArgs,
  PayloadPiece,
  PercentilesResult,
  PruneArgs,
  PruneResult,
  RetentionOptions,
  ScoreAggregateArgs,
  ScoreBreakdownArgs,
  ScorePercentilesArgs,
  ScoreTimeSeriesArgs,
  SessionSummary,
  SpansResult,
  StorageStats,
  TimeSeriesResult,
  TraceArgs,
} from './args/index.ts';
import { ObservabilityStorage, type SpanUpdate } from './base.ts';
import { listChanges } from './inmemory/changes.ts';
import * as discovery from './inmemory/discovery.ts';
import { getFacets, getHistogram } from './inmemory/facets.ts';
import * as feedback from './inmemory/feedback.ts';
import * as logs from './inmemory/logs.ts';
import * as maintenance from './inmemory/maintenance.ts';
import * as metrics from './inmemory/metrics.ts';
import { getPayload } from './inmemory/payload.ts';
import * as scores from './inmemory/scores.ts';
import * as sessions from './inmemory/sessions.ts';
import { listSpans } from './inmemory/span-search.ts';
import * as spans from './inmemory/spans.ts';
import { getStructure } from './inmemory/structure.ts';
import { emptyTables, type Tables } from './inmemory/tables.ts';
import * as traces from './inmemory/traces.ts';
import {
  type CreateFeedbackRecord,
  type CreateLogRecord,
  type CreateMetricRecord,
  type CreateScoreRecord,
  type CreateSpanRecord,
  DEFAULT_LOST_AFTER_MS,
  type FeedbackRecord,
  type LightTraceSummary,
  type LogRecord,
  lostBefore,
  type MetricRecord,
  type ScoreRecord,
  type SpanSummary,
  type TraceStructure,
  type TraceSummary,
} from './records/index.ts';
import { type Retention, resolveRetention } from './shared/index.ts';
import type { StrategyHint } from './types.ts';

export interface InMemoryObservabilityOptions {
  /** What `prune()` applies where it is given no policies. @default 30 days of traces and logs, 90 of metrics */
  readonly retention?: RetentionOptions;
  /** Milliseconds after which a span that still runs reads as `lost`; `false` for never. @default false */
  readonly lostAfterMs?: number | false;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const batches: StrategyHint<'realtime' | 'batch'> = { preferred: 'batch', supported: ['realtime', 'batch'] };

/**
 * All five signals in memory, and the reference for every other store: it has no feature of its own and gives the
 * answers that the others must give. What is written is copied, and so is what is read.
 */
export class ObservabilityInMemory extends ObservabilityStorage {
  readonly #retention: Retention;
  readonly #lostAfterMs: number | false;
  readonly #now: () => number;
  #tables: Tables | null = emptyTables();

  /** @throws MastraError for a retention that is no number of days. */
  constructor(options: InMemoryObservabilityOptions = {}) {
    super();
    this.#retention = resolveRetention(options.retention);
    this.#lostAfterMs = options.lostAfterMs ?? DEFAULT_LOST_AFTER_MS;
    this.#now = options.now ?? Date.now;
  }

  override get logsStrategy(): typeof batches {
    return batches;
  }
  override get metricsStrategy(): typeof batches {
    return batches;
  }
  override get scoresStrategy(): typeof batches {
    return batches;
  }
  override get feedbackStrategy(): typeof batches {
    return batches;
  }

  override async init(): Promise<void> {
    this.#open();
  }

  override async close(): Promise<void> {
    this.#tables = null;
  }

  #open(): Tables {
    if (!this.#tables) throw storageClosed('InMemoryStore');
    return this.#tables;
  }

  #lostBefore(): number | null {
    return lostBefore(this.#lostAfterMs, this.#now());
  }

  override async batchCreateSpans(args: { readonly records: readonly CreateSpanRecord[] }): Promise<void> {
    spans.createSpans(this.#open(), args?.records);
  }
  override async batchUpdateSpans(args: { readonly records: readonly SpanUpdate[] }): Promise<void> {
    spans.updateSpans(this.#open(), args?.records);
  }
  override async getSpan(args: GetSpanArgs) {
    return spans.getSpan(this.#open(), args, this.#lostBefore());
  }
  override async getSpans(args: GetSpansArgs) {
    return spans.getSpans(this.#open(), args, this.#lostBefore());
  }
  override async getRootSpan(args: TraceArgs) {
    return spans.getRootSpan(this.#open(), args, this.#lostBefore());
  }
  override async getTrace(args: TraceArgs) {
    return spans.getTrace(this.#open(), args, this.#lostBefore());
  }
  override async getStructure(args: GetStructureArgs): Promise<TraceStructure | null> {
    return getStructure(this.#open(), args, this.#lostBefore());
  }
  override async getPayload(args: GetPayloadArgs): Promise<PayloadPiece | null> {
    return getPayload(this.#open(), args);
  }
  override async listSpans(args?: ListSpansArgs): Promise<SpansResult<SpanSummary>> {
    return listSpans(this.#open(), args, this.#lostBefore());
  }
  override async listTraces(args?: ListTracesArgs): Promise<ListResult<'spans', TraceSummary>> {
    return traces.listTraces(this.#open(), args, this.#lostBefore());
  }
  override async listTracesLight(args?: ListTracesLightArgs): Promise<ListResult<'spans', LightTraceSummary>> {
    return traces.listTracesLight(this.#open(), args, this.#lostBefore());
  }
  override async listSessions(args?: ListSessionsArgs): Promise<ListResult<'sessions', SessionSummary>> {
    return sessions.listSessions(this.#open(), args, this.#lostBefore());
  }
  override async batchDeleteTraces(args: DeleteTracesArgs): Promise<void> {
    maintenance.deleteTraces(this.#open(), args);
  }

  override async batchCreateLogs(args: { readonly logs: readonly CreateLogRecord[] }): Promise<void> {
    logs.createLogs(this.#open(), args?.logs);
  }
  override async listLogs(args?: ListLogsArgs): Promise<ListResult<'logs', LogRecord>> {
    return logs.listLogs(this.#open(), args);
  }

  override async batchCreateMetrics(args: { readonly metrics: readonly CreateMetricRecord[] }): Promise<void> {
    metrics.createMetrics(this.#open(), args?.metrics);
  }
  override async listMetrics(args?: ListMetricsArgs): Promise<ListResult<'metrics', MetricRecord>> {
    return metrics.listMetrics(this.#open(), args);
  }
  override async getMetricAggregate(args: MetricAggregateArgs): Promise<AggregateResult> {
    return metrics.metricAggregate(this.#open(), args);
  }
  override async getMetricBreakdown(args: MetricBreakdownArgs): Promise<BreakdownResult> {
    return metrics.metricBreakdown(this.#open(), args);
  }
  override async getMetricTimeSeries(args: MetricTimeSeriesArgs): Promise<TimeSeriesResult> {
    return metrics.metricTimeSeries(this.#open(), args);
  }
  override async getMetricPercentiles(args: MetricPercentilesArgs): Promise<PercentilesResult> {
    return metrics.metricPercentiles(this.#open(), args);
  }
  override async getMetricNames(args?: MetricNamesArgs) {
    return { names: discovery.metricNames(this.#open(), args) };
  }
  override async getMetricLabelKeys(args: MetricLabelKeysArgs) {
    return { keys: discovery.metricLabelKeys(this.#open(), args) };
  }
  override async getMetricLabelValues(args: MetricLabelValuesArgs) {
    return { values: discovery.metricLabelValues(this.#open(), args) };
  }

  override async batchCreateScores(args: { readonly scores: readonly CreateScoreRecord[] }): Promise<void> {
    scores.createScores(this.#open(), args?.scores);
  }
  override async deleteScores(args: DeleteScoresArgs): Promise<void> {
    scores.deleteScores(this.#open(), args);
  }
  override async listScores(args?: ListScoresArgs): Promise<ListResult<'scores', ScoreRecord>> {
    return scores.listScores(this.#open(), args);
  }
  override async getScoreById(args: GetScoreByIdArgs) {
    return scores.getScoreById(this.#open(), args);
  }
  override async getScoreAggregate(args: ScoreAggregateArgs): Promise<AggregateResult> {
    return scores.scoreAggregate(this.#open(), args);
  }
  override async getScoreBreakdown(args: ScoreBreakdownArgs): Promise<BreakdownResult> {
    return scores.scoreBreakdown(this.#open(), args);
  }
  override async getScoreTimeSeries(args: ScoreTimeSeriesArgs): Promise<TimeSeriesResult> {
    return scores.scoreTimeSeries(this.#open(), args);
  }
  override async getScorePercentiles(args: ScorePercentilesArgs): Promise<PercentilesResult> {
    return scores.scorePercentiles(this.#open(), args);
  }

  override async batchCreateFeedback(args: { readonly feedbacks: readonly CreateFeedbackRecord[] }): Promise<void> {
    feedback.createFeedback(this.#open(), args?.feedbacks);
  }
  override async deleteFeedback(args: DeleteFeedbackArgs): Promise<void> {
    feedback.deleteFeedback(this.#open(), args);
  }
  override async listFeedback(args?: ListFeedbackArgs): Promise<ListResult<'feedback', FeedbackRecord>> {
    return feedback.listFeedback(this.#open(), args);
  }
  override async getFeedbackAggregate(args: FeedbackAggregateArgs): Promise<AggregateResult> {
    return feedback.feedbackAggregate(this.#open(), args);
  }
  override async getFeedbackBreakdown(args: FeedbackBreakdownArgs): Promise<BreakdownResult> {
    return feedback.feedbackBreakdown(this.#open(), args);
  }
  override async getFeedbackTimeSeries(args: FeedbackTimeSeriesArgs): Promise<TimeSeriesResult> {
    return feedback.feedbackTimeSeries(this.#open(), args);
  }

  override async getEntityTypes(args?: DiscoveryArgs) {
    return { entityTypes: discovery.entityTypes(this.#open(), args) };
  }
  override async getEntityNames(args?: DiscoveryByTypeArgs) {
    return { names: discovery.entityNames(this.#open(), args) };
  }
  override async getServiceNames(args?: DiscoveryArgs) {
    return { serviceNames: discovery.serviceNames(this.#open(), args) };
  }
  override async getEnvironments(args?: DiscoveryArgs) {
    return { environments: discovery.environments(this.#open(), args) };
  }
  override async getTags(args?: DiscoveryByTypeArgs) {
    return { tags: discovery.tags(this.#open(), args) };
  }

  override async getFacets(args: FacetsArgs): Promise<FacetsResult> {
    return getFacets(this.#open(), args, this.#lostBefore());
  }
  override async getHistogram(args: HistogramArgs): Promise<HistogramResult> {
    return getHistogram(this.#open(), args, this.#lostBefore());
  }
  override async listChanges(args?: ListChangesArgs): Promise<ChangesResult> {
    return listChanges(this.#open(), args);
  }

  override async prune(args?: PruneArgs): Promise<PruneResult> {
    return maintenance.prune(this.#open(), args, this.#retention, this.#now());
  }
  override async storageStats(): Promise<StorageStats> {
    return maintenance.stats(this.#open());
  }
  override async dangerouslyClearAll(): Promise<void> {
    maintenance.clear(this.#open());
  }
}
