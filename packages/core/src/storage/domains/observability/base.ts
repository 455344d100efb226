import { MastraError } from '../../../error/index.ts';
import { StorageDomain } from '../../domain.ts';
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
  KeysetArgs,
  KeysetResult,
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
  PageArgs,
  PageResult,
  PayloadPiece,
  PercentilesResult,
  PruneArgs,
  PruneResult,
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
import { type IngestBatch, type IngestOptions, ingestRecords } from './ingest.ts';
import type {
  CreateFeedbackRecord,
  CreateLogRecord,
  CreateMetricRecord,
  CreateScoreRecord,
  CreateSpanRecord,
  FeedbackRecord,
  LightTraceSummary,
  LogRecord,
  MetricRecord,
  ScoreRecord,
  SpanRecord,
  SpanSummary,
  TraceStructure,
  TraceSummary,
  UpdateSpanRecord,
} from './records/index.ts';
import type {
  FeedbackStorageStrategy,
  LogsStorageStrategy,
  MetricsStorageStrategy,
  ScoresStorageStrategy,
  StrategyHint,
  TracingStorageStrategy,
} from './types.ts';

/** The key of a stored span: the same span id in two traces is two spans. */
export interface SpanKey {
  readonly traceId: string;
  readonly spanId: string;
}

export type SpanUpdate = SpanKey & { readonly updates: UpdateSpanRecord };

/**
 * The contract that every store of observability data keeps. Writes are idempotent by the record's id; reads give the
 * same answer in every engine. A method that a store does not support throws a `MastraError` whose code ends in
 * `_NOT_IMPLEMENTED`.
 */
export abstract class ObservabilityStorage extends StorageDomain {
  /** A store with this domain stores spans unless it says otherwise. */
  get tracingStrategy(): StrategyHint<TracingStorageStrategy> {
    return { preferred: 'batch-with-updates', supported: ['realtime', 'batch-with-updates', 'insert-only'] };
  }
  get logsStrategy(): StrategyHint<LogsStorageStrategy> {
    return null;
  }
  get metricsStrategy(): StrategyHint<MetricsStorageStrategy> {
    return null;
  }
  get scoresStrategy(): StrategyHint<ScoresStorageStrategy> {
    return null;
  }
  get feedbackStrategy(): StrategyHint<FeedbackStorageStrategy> {
    return null;
  }

  override init(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Stores a batch of events as the pipeline holds them, all of them or none. What the `batchCreate…` methods say of
   * copies and of bad records holds here too: a batch may be repeated, and a refused one is found by halving it.
   *
   * @throws MastraError whose `storageFailure` is `bad_row` where one of the events can never be stored.
   * @example
   * await store.ingest({ signal: 'log', events: [{ type: 'log', log }] });
   */
  ingest(batch: IngestBatch, options?: IngestOptions): Promise<void> {
    return ingestRecords(this, batch, options);
  }

  // Spans

  createSpan(args: { readonly span: CreateSpanRecord }): Promise<void> {
    return this.batchCreateSpans({ records: [args.span] });
  }
  /**
   * Stores spans, running or ended. A span that is there already is replaced only while it runs: neither a second
   * copy nor a start that arrives late changes one that has ended.
   */
  async batchCreateSpans(_args: { readonly records: readonly CreateSpanRecord[] }): Promise<void> {
    throw notImplemented(this, 'batchCreateSpans');
  }
  updateSpan(args: SpanUpdate): Promise<void> {
    return this.batchUpdateSpans({ records: [args] });
  }
  /**
   * Changes stored spans, running or ended. A field that is given replaces what is there; `attributes` and `metadata`
   * are merged by their top-level keys. A span that is not there is left alone, and no field can be taken back.
   */
  async batchUpdateSpans(_args: { readonly records: readonly SpanUpdate[] }): Promise<void> {
    throw notImplemented(this, 'batchUpdateSpans');
  }
  // Look-ups are limited to a tenant by `organizationId` and `resourceId`: what does not say that it is the tenant's is not
  // there. A tenant that is named and `undefined` is refused, in every method.

  async getSpan(_args: GetSpanArgs): Promise<{ readonly span: SpanRecord } | null> {
    throw notImplemented(this, 'getSpan');
  }
  /** Those that are there, in the order of a trace. */
  async getSpans(_args: GetSpansArgs): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] }> {
    throw notImplemented(this, 'getSpans');
  }
  /** The span that `listTraces` lists first for the trace: its earliest root, else its earliest span. */
  async getRootSpan(_args: TraceArgs): Promise<{ readonly span: SpanRecord } | null> {
    throw notImplemented(this, 'getRootSpan');
  }
  /** All spans of a trace in the order in which they began: `compareSpans`. */
  async getTrace(
    _args: TraceArgs,
  ): Promise<{ readonly traceId: string; readonly spans: readonly SpanRecord[] } | null> {
    throw notImplemented(this, 'getTrace');
  }
  /**
   * The tree of a trace, without payloads: all of it, or a window of so many spans (`from`, `limit`) to a `depth`, with what
   * every subtree comes to (`totals`) and how large payloads are (`sizes`). It is finite whatever parents spans name.
   *
   * @example
   * await storage.getStructure({ traceId, from: 0, limit: 500, depth: 3, totals: true });
   */
  async getStructure(_args: GetStructureArgs): Promise<TraceStructure | null> {
    throw notImplemented(this, 'getStructure');
  }
  /**
   * A piece of the JSON text of a payload, by bytes of UTF-8. Characters are never cut: a piece holds those that begin in
   * its range, and neighbouring pieces put together are the whole. `null` where there is no such span.
   *
   * @example
   * const { text, total } = (await storage.getPayload({ traceId, spanId, field: 'input', from: 0, to: 65_536 }))!;
   */
  async getPayload(_args: GetPayloadArgs): Promise<PayloadPiece | null> {
    throw notImplemented(this, 'getPayload');
  }
  /**
   * Spans of all traces, without payloads, newest first: by their fields, their attributes and the text of their payloads.
   * A search through payloads reads them all; it stops after `searchMs` and says so, and the next page goes on there.
   *
   * @example
   * await storage.listSpans({ filters: { spanType: 'tool_call', status: 'error' }, search: 'timeout', limit: 50 });
   */
  async listSpans(_args?: ListSpansArgs): Promise<SpansResult<SpanSummary>> {
    throw notImplemented(this, 'listSpans');
  }
  /**
   * Root spans (those without a parent) without payloads. A trace that has none, because it has not arrived or belongs
   * to another process, is listed by its earliest span: by `startedAt`, then by span id. Filters hold for the listed
   * span, and `hasChildError` means any other span of the trace. Ordered by `endedAt`, running spans come last. With
   * `summary` every row says what its whole trace comes to.
   */
  listTraces(args: KeysetArgs<ListTracesArgs>): Promise<KeysetResult<'spans', TraceSummary>>;
  listTraces(args?: PageArgs<ListTracesArgs>): Promise<PageResult<'spans', TraceSummary>>;
  listTraces(args?: ListTracesArgs): Promise<PageResult<'spans', TraceSummary> | KeysetResult<'spans', TraceSummary>>;
  async listTraces(_args?: ListTracesArgs): Promise<ListResult<'spans', TraceSummary>> {
    throw notImplemented(this, 'listTraces');
  }
  /** The same without attributes, metadata and links. */
  listTracesLight(args: KeysetArgs<ListTracesLightArgs>): Promise<KeysetResult<'spans', LightTraceSummary>>;
  listTracesLight(args?: PageArgs<ListTracesLightArgs>): Promise<PageResult<'spans', LightTraceSummary>>;
  listTracesLight(
    args?: ListTracesLightArgs,
  ): Promise<PageResult<'spans', LightTraceSummary> | KeysetResult<'spans', LightTraceSummary>>;
  async listTracesLight(_args?: ListTracesLightArgs): Promise<ListResult<'spans', LightTraceSummary>> {
    throw notImplemented(this, 'listTracesLight');
  }
  /** Sums up what `listTraces` finds with the same filters by session id. Spans without a session id are left out. */
  listSessions(args: KeysetArgs<ListSessionsArgs>): Promise<KeysetResult<'sessions', SessionSummary>>;
  listSessions(args?: PageArgs<ListSessionsArgs>): Promise<PageResult<'sessions', SessionSummary>>;
  listSessions(
    args?: ListSessionsArgs,
  ): Promise<PageResult<'sessions', SessionSummary> | KeysetResult<'sessions', SessionSummary>>;
  async listSessions(_args?: ListSessionsArgs): Promise<ListResult<'sessions', SessionSummary>> {
    throw notImplemented(this, 'listSessions');
  }
  /**
   * Deletes traces with all that is linked to them: logs, metrics, scores and feedback. Limited to a tenant, it takes
   * what `tenantTest` says: never anything that says it is another's.
   */
  async batchDeleteTraces(_args: DeleteTracesArgs): Promise<void> {
    throw notImplemented(this, 'batchDeleteTraces');
  }

  // Logs

  async batchCreateLogs(_args: { readonly logs: readonly CreateLogRecord[] }): Promise<void> {
    throw notImplemented(this, 'batchCreateLogs');
  }
  listLogs(args: KeysetArgs<ListLogsArgs>): Promise<KeysetResult<'logs', LogRecord>>;
  listLogs(args?: PageArgs<ListLogsArgs>): Promise<PageResult<'logs', LogRecord>>;
  listLogs(args?: ListLogsArgs): Promise<PageResult<'logs', LogRecord> | KeysetResult<'logs', LogRecord>>;
  async listLogs(_args?: ListLogsArgs): Promise<ListResult<'logs', LogRecord>> {
    throw notImplemented(this, 'listLogs');
  }

  // Metrics

  async batchCreateMetrics(_args: { readonly metrics: readonly CreateMetricRecord[] }): Promise<void> {
    throw notImplemented(this, 'batchCreateMetrics');
  }
  listMetrics(args: KeysetArgs<ListMetricsArgs>): Promise<KeysetResult<'metrics', MetricRecord>>;
  listMetrics(args?: PageArgs<ListMetricsArgs>): Promise<PageResult<'metrics', MetricRecord>>;
  listMetrics(
    args?: ListMetricsArgs,
  ): Promise<PageResult<'metrics', MetricRecord> | KeysetResult<'metrics', MetricRecord>>;
  async listMetrics(_args?: ListMetricsArgs): Promise<ListResult<'metrics', MetricRecord>> {
    throw notImplemented(this, 'listMetrics');
  }
  async getMetricAggregate(_args: MetricAggregateArgs): Promise<AggregateResult> {
    throw notImplemented(this, 'getMetricAggregate');
  }
  async getMetricBreakdown(_args: MetricBreakdownArgs): Promise<BreakdownResult> {
    throw notImplemented(this, 'getMetricBreakdown');
  }
  async getMetricTimeSeries(_args: MetricTimeSeriesArgs): Promise<TimeSeriesResult> {
    throw notImplemented(this, 'getMetricTimeSeries');
  }
  async getMetricPercentiles(_args: MetricPercentilesArgs): Promise<PercentilesResult> {
    throw notImplemented(this, 'getMetricPercentiles');
  }
  async getMetricNames(_args?: MetricNamesArgs): Promise<{ readonly names: readonly string[] }> {
    throw notImplemented(this, 'getMetricNames');
  }
  async getMetricLabelKeys(_args: MetricLabelKeysArgs): Promise<{ readonly keys: readonly string[] }> {
    throw notImplemented(this, 'getMetricLabelKeys');
  }
  async getMetricLabelValues(_args: MetricLabelValuesArgs): Promise<{ readonly values: readonly string[] }> {
    throw notImplemented(this, 'getMetricLabelValues');
  }

  // Scores

  createScore(args: { readonly score: CreateScoreRecord }): Promise<void> {
    return this.batchCreateScores({ scores: [args.score] });
  }
  async batchCreateScores(_args: { readonly scores: readonly CreateScoreRecord[] }): Promise<void> {
    throw notImplemented(this, 'batchCreateScores');
  }
  async deleteScores(_args: DeleteScoresArgs): Promise<void> {
    throw notImplemented(this, 'deleteScores');
  }
  listScores(args: KeysetArgs<ListScoresArgs>): Promise<KeysetResult<'scores', ScoreRecord>>;
  listScores(args?: PageArgs<ListScoresArgs>): Promise<PageResult<'scores', ScoreRecord>>;
  listScores(args?: ListScoresArgs): Promise<PageResult<'scores', ScoreRecord> | KeysetResult<'scores', ScoreRecord>>;
  async listScores(_args?: ListScoresArgs): Promise<ListResult<'scores', ScoreRecord>> {
    throw notImplemented(this, 'listScores');
  }
  async getScoreById(_args: GetScoreByIdArgs): Promise<ScoreRecord | null> {
    throw notImplemented(this, 'getScoreById');
  }
  async getScoreAggregate(_args: ScoreAggregateArgs): Promise<AggregateResult> {
    throw notImplemented(this, 'getScoreAggregate');
  }
  async getScoreBreakdown(_args: ScoreBreakdownArgs): Promise<BreakdownResult> {
    throw notImplemented(this, 'getScoreBreakdown');
  }
  async getScoreTimeSeries(_args: ScoreTimeSeriesArgs): Promise<TimeSeriesResult> {
    throw notImplemented(this, 'getScoreTimeSeries');
  }
  async getScorePercentiles(_args: ScorePercentilesArgs): Promise<PercentilesResult> {
    throw notImplemented(this, 'getScorePercentiles');
  }

  // Feedback

  createFeedback(args: { readonly feedback: CreateFeedbackRecord }): Promise<void> {
    return this.batchCreateFeedback({ feedbacks: [args.feedback] });
  }
  async batchCreateFeedback(_args: { readonly feedbacks: readonly CreateFeedbackRecord[] }): Promise<void> {
    throw notImplemented(this, 'batchCreateFeedback');
  }
  async deleteFeedback(_args: DeleteFeedbackArgs): Promise<void> {
    throw notImplemented(this, 'deleteFeedback');
  }
  listFeedback(args: KeysetArgs<ListFeedbackArgs>): Promise<KeysetResult<'feedback', FeedbackRecord>>;
  listFeedback(args?: PageArgs<ListFeedbackArgs>): Promise<PageResult<'feedback', FeedbackRecord>>;
  listFeedback(
    args?: ListFeedbackArgs,
  ): Promise<PageResult<'feedback', FeedbackRecord> | KeysetResult<'feedback', FeedbackRecord>>;
  async listFeedback(_args?: ListFeedbackArgs): Promise<ListResult<'feedback', FeedbackRecord>> {
    throw notImplemented(this, 'listFeedback');
  }
  async getFeedbackAggregate(_args: FeedbackAggregateArgs): Promise<AggregateResult> {
    throw notImplemented(this, 'getFeedbackAggregate');
  }
  async getFeedbackBreakdown(_args: FeedbackBreakdownArgs): Promise<BreakdownResult> {
    throw notImplemented(this, 'getFeedbackBreakdown');
  }
  async getFeedbackTimeSeries(_args: FeedbackTimeSeriesArgs): Promise<TimeSeriesResult> {
    throw notImplemented(this, 'getFeedbackTimeSeries');
  }

  // Discovery: what there is in any signal, or in the records of one tenant, each value once, sorted by code point

  async getEntityTypes(_args?: DiscoveryArgs): Promise<{ readonly entityTypes: readonly string[] }> {
    throw notImplemented(this, 'getEntityTypes');
  }
  async getEntityNames(_args?: DiscoveryByTypeArgs): Promise<{ readonly names: readonly string[] }> {
    throw notImplemented(this, 'getEntityNames');
  }
  async getServiceNames(_args?: DiscoveryArgs): Promise<{ readonly serviceNames: readonly string[] }> {
    throw notImplemented(this, 'getServiceNames');
  }
  async getEnvironments(_args?: DiscoveryArgs): Promise<{ readonly environments: readonly string[] }> {
    throw notImplemented(this, 'getEnvironments');
  }
  async getTags(_args?: DiscoveryByTypeArgs): Promise<{ readonly tags: readonly string[] }> {
    throw notImplemented(this, 'getTags');
  }

  // What there is, in numbers

  /**
   * How many records have which value of a field, under the filters of a list.
   *
   * @example
   * const { facets } = await storage.getFacets({ signal: 'tracing', fields: ['entityName', 'status'], limit: 20 });
   * facets.status; // [{ value: 'success', count: 90 }, { value: 'error', count: 10 }]
   */
  async getFacets(_args: FacetsArgs): Promise<FacetsResult> {
    throw notImplemented(this, 'getFacets');
  }
  /**
   * How many records there are over time, and how many of them failed, under the filters of a list.
   *
   * @example
   * await storage.getHistogram({ signal: 'log', filters: { timestamp: { start, end } }, buckets: 60 });
   */
  async getHistogram(_args: HistogramArgs): Promise<HistogramResult> {
    throw notImplemented(this, 'getHistogram');
  }
  /**
   * What has been written since the answer before: for live pages. Everything comes sooner or later, each record at least
   * once; a span comes again when it has ended or was updated. Deleted records do not come. Signals and tenant stay the
   * same from one answer to the next.
   *
   * @example
   * let since: string | Date = new Date();
   * const { changes, next } = await storage.listChanges({ since, signals: ['tracing', 'log'], limit: 200 });
   * since = next;
   */
  async listChanges(_args?: ListChangesArgs): Promise<ChangesResult> {
    throw notImplemented(this, 'listChanges');
  }

  // Maintenance

  /**
   * Deletes what is older than the policies, or than the store's retention where none are given: records whose
   * `timestamp`, for spans `startedAt`, lies more than `olderThanMs` back. Signals without a policy are not answered.
   */
  async prune(_args?: PruneArgs): Promise<PruneResult> {
    throw notImplemented(this, 'prune');
  }
  async storageStats(): Promise<StorageStats> {
    throw notImplemented(this, 'storageStats');
  }
  async dangerouslyClearAll(): Promise<void> {
    throw notImplemented(this, 'dangerouslyClearAll');
  }
}

function notImplemented(store: ObservabilityStorage, method: string): MastraError {
  const name = store.constructor.name;
  return new MastraError({
    code: `OBSERVABILITY_STORAGE_${method.replace(/[A-Z]/g, c => `_${c}`).toUpperCase()}_NOT_IMPLEMENTED`,
    domain: 'STORAGE',
    message: `${name} does not support ${method}(). Use a store that does, for example DuckDBStore, or leave the call out.`,
    details: { store: name, method },
  });
}
