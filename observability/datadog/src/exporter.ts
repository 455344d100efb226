import type {
  DeliveryOptions,
  FeedbackEvent,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { QueuedExporter } from '@mastra/observability';
import { Acknowledged, HttpClient, jsonBody, packed, splitOptions } from '@mastra/observability/exporters';
import { DISTRIBUTIONS, EVALUATIONS, type Intake, LOGS, SERIES, SPANS } from './intakes.ts';
import { type DatadogExporterOptions, mlAppOf, type ResolvedOptions, resolveOptions, schema } from './options.ts';
import type { Piece } from './piece.ts';
import { distributionPieces, feedbackPieces, gaugePieces, logPieces, scorePieces, spanPieces } from './pieces.ts';

/**
 * Sends all five signals to Datadog over its public HTTP intakes, without an Agent: spans, scores and feedback to LLM
 * Observability, logs to the log intake, metrics as gauges and distributions.
 *
 * `dd-trace` is not used: its writers run in the background and do not tell whether a batch has arrived.
 *
 * @throws MastraError `DATADOG_EXPORTER_OPTIONS_INVALID`, `EXPORTER_OPTIONS_INVALID`
 * @example
 * new Mastra({ observability: { serviceName: 'my-app', exporters: [new DatadogExporter({ site: 'datadoghq.eu' })] } });
 */
export class DatadogExporter extends QueuedExporter {
  readonly name = 'datadog';
  readonly onLogEvent?: (event: LogEvent) => void;
  readonly onMetricEvent?: (event: MetricEvent) => void;
  readonly #options: ResolvedOptions;
  readonly #acknowledged = new Acknowledged();
  readonly #http: HttpClient;
  #mlApp: string;
  #warned = false;

  constructor(options: DatadogExporterOptions = {}) {
    const { own, shared } = splitOptions('DatadogExporter', options, schema);
    super(shared);
    this.#options = resolveOptions(own, process.env);
    this.#http = new HttpClient(options.attemptTimeoutMs ?? 30_000);
    this.#mlApp = this.#options.mlApp ?? mlAppOf('');
    if (this.#options.logs) this.onLogEvent = event => this.accept('log', event);
    if (this.#options.metrics) this.onMetricEvent = event => this.accept('metric', event);
  }

  override init(options: InitExporterOptions): void {
    super.init(options);
    this.#mlApp = this.#options.mlApp ?? mlAppOf(options.serviceName);
  }

  onTracingEvent(event: TracingEvent): void {
    this.accept('tracing', event);
  }
  onScoreEvent(event: ScoreEvent): void {
    this.accept('score', event);
  }
  onFeedbackEvent(event: FeedbackEvent): void {
    this.accept('feedback', event);
  }

  override async shutdown(options?: FlushOptions): Promise<FlushCounts> {
    const counts = await super.shutdown(options);
    this.#http.close();
    return counts;
  }

  /** Datadog takes a span once, when it is over. */
  protected override get spanEvents(): 'ended' {
    return 'ended';
  }

  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchSize: 1000, maxBatchBytes: 4 * 1024 * 1024 };
  }

  protected override async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    const parts = await this.#partsOf(signal, events);
    for (const [intake, pieces] of parts) await this.#deliver(intake, pieces);
    for (const [, pieces] of parts) this.#acknowledged.forget(pieces.map(piece => piece.key));
  }

  async #partsOf(
    signal: Signal,
    events: readonly ObservabilityEvent[],
  ): Promise<readonly (readonly [Intake, readonly Piece[]])[]> {
    const { env, service, hostname, tags, joinRemoteTraces } = this.#options;
    const judged = { mlApp: this.#mlApp, env, tags };
    const measured = { env, service, hostname, tags };
    switch (signal) {
      case 'tracing':
        return [[SPANS, await spanPieces(events as TracingEvent[], { env, service, tags, joinRemoteTraces })]];
      case 'log':
        return [[LOGS, await logPieces(events as LogEvent[], measured)]];
      case 'metric':
        return [
          [DISTRIBUTIONS, await distributionPieces(events as MetricEvent[], measured)],
          [SERIES, gaugePieces(events as MetricEvent[], measured)],
        ];
      case 'score':
        return [[EVALUATIONS, await scorePieces(events as ScoreEvent[], judged)]];
      case 'feedback':
        return [[EVALUATIONS, await feedbackPieces(events as FeedbackEvent[], judged)]];
    }
  }

  async #deliver(intake: Intake, pieces: readonly Piece[]): Promise<void> {
    const { apiUrl, logsUrl, apiKey, headers } = this.#options;
    const open = pieces.filter(piece => !this.#acknowledged.has(piece.key));
    for (const pack of packed(open, { ...intake.limits, sizeOf: piece => piece.json.length })) {
      const answer = await this.#http.send({
        url: (intake.host === 'logs' ? logsUrl : apiUrl) + intake.path,
        headers: { 'content-type': 'application/json', ...headers, 'dd-api-key': apiKey },
        body: jsonBody(
          intake.before(this.#mlApp),
          pack.map(piece => piece.json),
          intake.after,
        ),
        gzip: intake.gzip,
        what: intake.what,
      });
      this.#acknowledged.add(pack.map(piece => piece.key));
      this.#mention(intake, answer);
    }
  }

  /** The metric intakes may accept a request and say what they did not like about it. */
  #mention(intake: Intake, answer: string): void {
    if (this.#warned || !/"errors"\s*:\s*\[\s*[^\s\]]/.test(answer)) return;
    this.#warned = true;
    this.logger.warn(`[observability] ${intake.what} took a batch, with complaints: ${answer.slice(0, 500)}`);
  }
}
