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
import { eventText } from './events/event-text.ts';
import { feedbackEvents, scoreEvent } from './events/judgement-events.ts';
import { spanEvents } from './events/span-events.ts';
import { ToolsCalled } from './events/tools-called.ts';
import { type PosthogExporterOptions, type ResolvedOptions, resolveOptions, splitOptions } from './options.ts';
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
  readonly #abort = new AbortController();

  constructor(options: PosthogExporterOptions = {}) {
    const { own, shared } = splitOptions(options);
    super(shared);
    this.#options = resolveOptions(own, process.env);
    this.#otlp = new OtlpSender(this.#options, line => this.logger.warn(line));
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
    // A request that nobody waits for would keep the process alive.
    this.#abort.abort();
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
        const spans = (events as TracingEvent[]).flatMap(event => spanEvents(event.exportedSpan, this.#options));
        return this.#capture(
          spans.map(event => eventText(event, largeEvents ? 'large' : 'regular')),
          largeEvents ? LARGE_EVENTS : EVENTS,
        );
      }
      case 'score':
        return this.#capture(
          (events as ScoreEvent[]).map(event => eventText(scoreEvent(event.score, this.#options), 'regular')),
        );
      case 'feedback':
        return this.#capture(
          (events as FeedbackEvent[])
            .flatMap(event => feedbackEvents(event.feedback, this.#options))
            .map(event => eventText(event, 'regular')),
        );
      case 'log':
        return this.#otlp.sendLogs((events as LogEvent[]).map(event => event.log));
      case 'metric':
        return this.#otlp.sendMetrics((events as MetricEvent[]).map(event => event.metric));
    }
  }

  #capture(texts: readonly string[], path: string = EVENTS): Promise<void> {
    const { host, apiKey } = this.#options;
    return capture(texts, { host, apiKey, path, signal: this.#abort.signal });
  }
}
