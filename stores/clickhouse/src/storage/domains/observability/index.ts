import {
  type AggregateResult,
  type BreakdownResult,
  type CreateFeedbackRecord,
  type CreateLogRecord,
  type CreateMetricRecord,
  type CreateScoreRecord,
  type CreateSpanRecord,
  type DeleteFeedbackArgs,
  type DeleteScoresArgs,
  type DeleteTracesArgs,
  type DiscoveryArgs,
  type DiscoveryByTypeArgs,
  type FacetsArgs,
  type FacetsResult,
  type FeedbackAggregateArgs,
  type FeedbackBreakdownArgs,
  type FeedbackRecord,
  type FeedbackTimeSeriesArgs,
  type GetPayloadArgs,
  type GetScoreByIdArgs,
  type GetSpanArgs,
  type GetSpansArgs,
  type GetStructureArgs,
  type HistogramArgs,
  type HistogramResult,
  type IngestBatch,
  type IngestOptions,
  type LightTraceSummary,
  type ListFeedbackArgs,
  type ListLogsArgs,
  type ListMetricsArgs,
  type ListResult,
  type ListScoresArgs,
  type ListSessionsArgs,
  type ListSpansArgs,
  type ListTracesArgs,
  type ListTracesLightArgs,
  type LogRecord,
  type MetricAggregateArgs,
  type MetricBreakdownArgs,
  type MetricLabelKeysArgs,
  type MetricLabelValuesArgs,
  type MetricNamesArgs,
  type MetricPercentilesArgs,
  type MetricRecord,
  type MetricTimeSeriesArgs,
  ObservabilityStorage,
  type PayloadPiece,
  type PercentilesResult,
  type PruneArgs,
  type PruneResult,
  type ScoreAggregateArgs,
  type ScoreBreakdownArgs,
  type ScorePercentilesArgs,
  type ScoreRecord,
  type ScoreTimeSeriesArgs,
  type SessionSummary,
  type SpanSummary,
  type SpansResult,
  type StorageStats,
  type StrategyHint,
  storageClosed,
  type TimeSeriesResult,
  type TraceArgs,
  type TraceStructure,
  type TraceSummary,
  type TracingStorageStrategy,
} from '@mastra/core/storage';
import type { ResolvedOptions } from '../../options.ts';
import { aggregate, breakdown, percentiles, timeSeries } from './aggregates.ts';
import { type Connection, connect } from './connect.ts';
import type { Context } from './context.ts';
import * as discovery from './discovery.ts';
import { getFacets, getHistogram } from './facets.ts';
import * as feedback from './feedback.ts';
import { eventsOf, ingestEvents } from './ingest.ts';
import * as logs from './logs.ts';
import * as maintenance from './maintenance.ts';
import * as metrics from './metrics.ts';
import { getPayload } from './payload.ts';
import * as scores from './scores.ts';
import { listSessions } from './sessions.ts';
import { listSpans } from './span-search.ts';
import { createSpans } from './span-writes.ts';
import * as spans from './spans.ts';
import { getStructure } from './structure.ts';
import * as traces from './traces.ts';

const batches: StrategyHint<'batch'> = { preferred: 'batch', supported: ['batch'] };
const insertOnly: StrategyHint<TracingStorageStrategy> = { preferred: 'insert-only', supported: ['insert-only'] };

/**
 * All five signals in ClickHouse. It connects with the first use; every method only hands on to one module a signal.
 * Rows are written once, so spans cannot be updated: a span is written when it has ended, and its start may be before.
 */
export class ObservabilityClickhouse extends ObservabilityStorage {
  readonly #options: ResolvedOptions;
  #connection: Promise<Connection> | undefined;
  #closing: Promise<void> | undefined;

  /** Made by `ClickhouseStore`, which resolves the options. */
  constructor(options: ResolvedOptions) {
    super();
    this.#options = options;
  }

  override get tracingStrategy(): typeof insertOnly {
    return insertOnly;
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
    await this.#open();
  }

  override close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  /** Connects where that has not happened yet; a failure is tried again by the next call. */
  async #open(): Promise<Context> {
    if (this.#closing) throw storageClosed('ClickhouseStore');
    this.#connection ??= connect(this.#options).catch(error => {
      this.#connection = undefined;
      throw error;
    });
    const { context } = await this.#connection;
    if (this.#closing) throw storageClosed('ClickhouseStore');
    return context;
  }

  /** Straight from the events into columns; a batch with something that a record may not hold goes through the checks. */
  override async ingest(batch: IngestBatch, options: IngestOptions = {}): Promise<void> {
    const context = await this.#open();
    const events = await eventsOf(batch);
    const isStored = await ingestEvents(context, batch.signal, events, options);
    if (!isStored) await super.ingest({ signal: batch.signal, events }, options);
  }

  override async batchCreateSpans(args: { readonly records: readonly CreateSpanRecord[] }): Promise<void> {
    await createSpans(await this.#open(), args?.records);
  }
  override async getSpan(args: GetSpanArgs) {
    return spans.getSpan(await this.#open(), args);
  }
  override async getSpans(args: GetSpansArgs) {
    return spans.getSpans(await this.#open(), args);
  }
  override async getRootSpan(args: TraceArgs) {
    return spans.getRootSpan(await this.#open(), args);
  }
  override async getTrace(args: TraceArgs) {
    return spans.getTrace(await this.#open(), args);
  }
  override async getStructure(args: GetStructureArgs): Promise<TraceStructure | null> {
    return getStructure(await this.#open(), args);
  }
  override async getPayload(args: GetPayloadArgs): Promise<PayloadPiece | null> {
    return getPayload(await this.#open(), args);
  }
  override async listSpans(args?: ListSpansArgs): Promise<SpansResult<SpanSummary>> {
    return listSpans(await this.#open(), args);
  }
  override async listTraces(args?: ListTracesArgs): Promise<ListResult<'spans', TraceSummary>> {
    return traces.listTraces(await this.#open(), args);
  }
  override async listTracesLight(args?: ListTracesLightArgs): Promise<ListResult<'spans', LightTraceSummary>> {
    return traces.listTracesLight(await this.#open(), args);
  }
  override async listSessions(args?: ListSessionsArgs): Promise<ListResult<'sessions', SessionSummary>> {
    return listSessions(await this.#open(), args);
  }
  override async batchDeleteTraces(args: DeleteTracesArgs): Promise<void> {
    await maintenance.deleteTraces(await this.#open(), args);
  }

  override async batchCreateLogs(args: { readonly logs: readonly CreateLogRecord[] }): Promise<void> {
    await logs.createLogs(await this.#open(), args?.logs);
  }
  override async listLogs(args?: ListLogsArgs): Promise<ListResult<'logs', LogRecord>> {
    return logs.listLogs(await this.#open(), args);
  }

  override async batchCreateMetrics(args: { readonly metrics: readonly CreateMetricRecord[] }): Promise<void> {
    await metrics.createMetrics(await this.#open(), args?.metrics);
  }
  override async listMetrics(args?: ListMetricsArgs): Promise<ListResult<'metrics', MetricRecord>> {
    return metrics.listMetrics(await this.#open(), args);
  }
  override async getMetricAggregate(args: MetricAggregateArgs): Promise<AggregateResult> {
    return aggregate(await this.#open(), 'metric', args);
  }
  override async getMetricBreakdown(args: MetricBreakdownArgs): Promise<BreakdownResult> {
    return breakdown(await this.#open(), 'metric', args);
  }
  override async getMetricTimeSeries(args: MetricTimeSeriesArgs): Promise<TimeSeriesResult> {
    return timeSeries(await this.#open(), 'metric', args);
  }
  override async getMetricPercentiles(args: MetricPercentilesArgs): Promise<PercentilesResult> {
    return percentiles(await this.#open(), 'metric', args);
  }
  override async getMetricNames(args?: MetricNamesArgs) {
    return { names: await discovery.metricNames(await this.#open(), args) };
  }
  override async getMetricLabelKeys(args: MetricLabelKeysArgs) {
    return { keys: await discovery.metricLabelKeys(await this.#open(), args) };
  }
  override async getMetricLabelValues(args: MetricLabelValuesArgs) {
    return { values: await discovery.metricLabelValues(await this.#open(), args) };
  }

  override async batchCreateScores(args: { readonly scores: readonly CreateScoreRecord[] }): Promise<void> {
    await scores.createScores(await this.#open(), args?.scores);
  }
  override async deleteScores(args: DeleteScoresArgs): Promise<void> {
    await scores.deleteScores(await this.#open(), args);
  }
  override async listScores(args?: ListScoresArgs): Promise<ListResult<'scores', ScoreRecord>> {
    return scores.listScores(await this.#open(), args);
  }
  override async getScoreById(args: GetScoreByIdArgs) {
    return scores.getScoreById(await this.#open(), args);
  }
  override async getScoreAggregate(args: ScoreAggregateArgs): Promise<AggregateResult> {
    return aggregate(await this.#open(), 'score', args);
  }
  override async getScoreBreakdown(args: ScoreBreakdownArgs): Promise<BreakdownResult> {
    return breakdown(await this.#open(), 'score', args);
  }
  override async getScoreTimeSeries(args: ScoreTimeSeriesArgs): Promise<TimeSeriesResult> {
    return timeSeries(await this.#open(), 'score', args);
  }
  override async getScorePercentiles(args: ScorePercentilesArgs): Promise<PercentilesResult> {
    return percentiles(await this.#open(), 'score', args);
  }

  override async batchCreateFeedback(args: { readonly feedbacks: readonly CreateFeedbackRecord[] }): Promise<void> {
    await feedback.createFeedback(await this.#open(), args?.feedbacks);
  }
  override async deleteFeedback(args: DeleteFeedbackArgs): Promise<void> {
    await feedback.deleteFeedback(await this.#open(), args);
  }
  override async listFeedback(args?: ListFeedbackArgs): Promise<ListResult<'feedback', FeedbackRecord>> {
    return feedback.listFeedback(await this.#open(), args);
  }
  override async getFeedbackAggregate(args: FeedbackAggregateArgs): Promise<AggregateResult> {
    return aggregate(await this.#open(), 'feedback', args);
  }
  override async getFeedbackBreakdown(args: FeedbackBreakdownArgs): Promise<BreakdownResult> {
    return breakdown(await this.#open(), 'feedback', args);
  }
  override async getFeedbackTimeSeries(args: FeedbackTimeSeriesArgs): Promise<TimeSeriesResult> {
    return timeSeries(await this.#open(), 'feedback', args);
  }

  override async getEntityTypes(args?: DiscoveryArgs) {
    return { entityTypes: await discovery.entityTypes(await this.#open(), args) };
  }
  override async getEntityNames(args?: DiscoveryByTypeArgs) {
    return { names: await discovery.entityNames(await this.#open(), args) };
  }
  override async getServiceNames(args?: DiscoveryArgs) {
    return { serviceNames: await discovery.serviceNames(await this.#open(), args) };
  }
  override async getEnvironments(args?: DiscoveryArgs) {
    return { environments: await discovery.environments(await this.#open(), args) };
  }
  override async getTags(args?: DiscoveryByTypeArgs) {
    return { tags: await discovery.tags(await this.#open(), args) };
  }

  override async getFacets(args: FacetsArgs): Promise<FacetsResult> {
    return getFacets(await this.#open(), args);
  }
  override async getHistogram(args: HistogramArgs): Promise<HistogramResult> {
    return getHistogram(await this.#open(), args);
  }

  override async prune(args?: PruneArgs): Promise<PruneResult> {
    return maintenance.prune(await this.#open(), args);
  }
  override async storageStats(): Promise<StorageStats> {
    return maintenance.stats(await this.#open());
  }
  override async dangerouslyClearAll(): Promise<void> {
    await maintenance.clear(await this.#open());
  }
}
