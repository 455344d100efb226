import type {
  FeedbackEvent,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { QueuedExporter } from '@mastra/observability';
import { splitOptions } from '@mastra/observability/exporters';
import { Destination } from './destination.ts';
import { parseSentryOptions, type SentryConfig, type SentryExporterOptions, schema } from './options.ts';
import { loadSentry } from './sdk.ts';
import { Segments } from './segments.ts';

/**
 * Sends traces with errors as issues, logs and measurements to Sentry, scores and feedback among the measurements, and
 * written feedback to User Feedback. It makes no Sentry client and stands beside one that the application may have.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'app', exporters: [new SentryExporter({ dsn: process.env.SENTRY_DSN })] } });
 */
export class SentryExporter extends QueuedExporter {
  readonly name = 'sentry';
  readonly #config: SentryConfig;
  readonly #segments: Segments;
  #destination: Destination | undefined;

  /** @throws MastraError `SENTRY_EXPORTER_OPTIONS_INVALID`, `EXPORTER_OPTIONS_INVALID` */
  constructor(options: SentryExporterOptions = {}) {
    const { own, shared } = splitOptions('SentryExporter', options, schema);
    super(shared);
    this.#segments = new Segments(!options.customSpanFormatter);
    this.#config = parseSentryOptions(own, options.attemptTimeoutMs ?? 30_000);
  }

  onTracingEvent(event: TracingEvent): void {
    this.#segments.note(event);
    this.accept('tracing', event);
  }
  onLogEvent(event: LogEvent): void {
    this.accept('log', event);
  }
  onMetricEvent(event: MetricEvent): void {
    this.accept('metric', event);
  }
  onScoreEvent(event: ScoreEvent): void {
    this.accept('score', event);
  }
  onFeedbackEvent(event: FeedbackEvent): void {
    this.accept('feedback', event);
  }

  /** Sentry takes a span when it is over. */
  protected override get spanEvents(): 'ended' {
    return 'ended';
  }

  protected async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    const destination = await this.#open();
    switch (signal) {
      case 'tracing':
        return destination.sendSpans((events as readonly TracingEvent[]).map(event => event.exportedSpan));
      case 'log':
        return destination.sendLogs((events as readonly LogEvent[]).map(event => event.log));
      case 'metric':
        return destination.sendMetrics((events as readonly MetricEvent[]).map(event => event.metric));
      case 'score':
        return destination.sendScores((events as readonly ScoreEvent[]).map(event => event.score));
      case 'feedback':
        return destination.sendFeedback((events as readonly FeedbackEvent[]).map(event => event.feedback));
    }
  }

  async #open(): Promise<Destination> {
    const sdk = await loadSentry();
    this.#destination ??= new Destination(sdk, this.#config, this.#segments, message => this.logger.warn(message));
    return this.#destination;
  }
}
