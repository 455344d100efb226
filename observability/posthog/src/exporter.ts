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
import { HttpClient, inTurns, splitOptions } from '@mastra/observability/exporters';
import { eventJson } from './events/event-json.ts';
import { feedbackEvents, scoreEvent } from './events/judgement-events.ts';
import { spanEvents } from './events/span-events.ts';
import { ToolsCalled } from './events/tools-called.ts';
import { type PosthogExporterOptions, type ResolvedOptions, resolveOptions, schema } from './options.ts';
import { OtlpSender } from './otlp/otlp-sender.ts';
import { capture } from './wire/capture.ts';

/** PostHog's endpoint for events of every kind. */
const EVENTS = '/batch/';
/** The one that takes large AI events. */
const LARGE_EVENTS = '/i/v0/ai/batch/';

/**
 * Sends spans, scores and feedback to PostHog's AI observability (LLM analytics), logs to its logs, and, where asked for,
 * metrics to its metrics.
 *
 * @throws MastraError `POSTHOG_EXPORTER_OPTIONS_INVALID`, `EXPORTER_OPTIONS_INVALID`
 * @example
 * new Mastra({ observability: { serviceName: 'my-app', exporters: [new PosthogExporter({ apiKey: 'phc_…' })] } });
 */
export class PosthogExporter extends QueuedExporter {
  readonly name = 'posthog';
  readonly onLogEvent?: (event: LogEvent) => void;
  readonly onMetricEvent?: (event: MetricEvent) => void;
  readonly #options: ResolvedOptions;
  readonly #otlp: OtlpSender;
  readonly #toolsCalled = new ToolsCalled();
  readonly #http: HttpClient;

  constructor(options: PosthogExporterOptions = {}) {
    const { own, shared } = splitOptions('PosthogExporter', options, schema);
    super(shared);
    this.#options = resolveOptions(own, process.env);
    const timeoutMs = options.attemptTimeoutMs ?? 30_000;
    this.#http = new HttpClient(timeoutMs);
    this.#otlp = new OtlpSender({ ...this.#options, timeoutMs }, line => this.logger.warn(line));
    if (this.#options.logs) this.onLogEvent = event => this.accept('log', event);
    if (this.#options.metrics) this.onMetricEvent = event => this.accept('metric', event);
  }

  override init(options: InitExporterOptions): void {
    super.init(options);
    this.#otlp.init(options);
  }

  onTracingEvent(event: TracingEvent): void {
    this.accept('tracing', this.#toolsCalled.observe(event));
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
    await this.#otlp.shutdown();
    return counts;
  }

  /** An event cannot be changed once PostHog has it, so a span is sent when it is over. */
  protected override get spanEvents(): 'ended' {
    return 'ended';
  }

  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchSize: 500, maxBatchBytes: 4 * 1024 * 1024 };
  }

  protected override async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    const { largeEvents } = this.#options;
    switch (signal) {
      case 'tracing': {
        const size = largeEvents ? 'large' : 'regular';
        const spans = await inTurns(events as TracingEvent[], event =>
          spanEvents(event.exportedSpan, this.#options).map(one => eventJson(one, size)),
        );
        return this.#capture(spans.flat(), largeEvents ? LARGE_EVENTS : EVENTS);
      }
      case 'score':
        return this.#capture(
          await inTurns(events as ScoreEvent[], event => eventJson(scoreEvent(event.score, this.#options), 'regular')),
        );
      case 'feedback': {
        const feedback = await inTurns(events as FeedbackEvent[], event =>
          feedbackEvents(event.feedback, this.#options).map(one => eventJson(one, 'regular')),
        );
        return this.#capture(feedback.flat());
      }
      case 'log':
        return this.#otlp.sendLogs((events as LogEvent[]).map(event => event.log));
      case 'metric':
        return this.#otlp.sendMetrics((events as MetricEvent[]).map(event => event.metric));
    }
  }

  #capture(events: readonly Uint8Array[], path: string = EVENTS): Promise<void> {
    const { host, apiKey } = this.#options;
    return capture(events, { host, apiKey, path, http: this.#http });
  }
}
