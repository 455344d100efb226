import type {
  DeliveryOptions,
  FeedbackEvent,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { type DeliveryFailure, QueuedExporter, UnsupportedSignalError } from '@mastra/observability';
import { type LangfuseExporterOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { NoAnswerError } from './score-failure.ts';
import { scoreRecord } from './score-record.ts';
import { ScoreSender } from './score-sender.ts';
import { SpanSender } from './span-sender.ts';
import { TraceMemory } from './trace-memory.ts';

/**
 * Sends traces to Langfuse as observations, and scores and feedback as its scores. Langfuse takes no logs and no
 * metrics.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'my-app', exporters: [new LangfuseExporter()] } });
 */
export class LangfuseExporter extends QueuedExporter {
  readonly name = 'langfuse';
  readonly #options: ResolvedOptions;
  /** Not with a formatter: what it takes out of a root must not come back on the root's children. */
  readonly #traces: TraceMemory | undefined;
  readonly #closing = new AbortController();
  readonly #spans: SpanSender;
  readonly #scores: ScoreSender;

  /** @throws MastraError `LANGFUSE_EXPORTER_OPTIONS_INVALID`, `EXPORTER_OPTIONS_INVALID`. */
  constructor(options: LangfuseExporterOptions = {}) {
    const { own, rest } = resolveOptions(options);
    super(rest);
    this.#options = own;
    this.#traces = rest.customSpanFormatter ? undefined : new TraceMemory();
    this.#spans = new SpanSender(own);
    this.#scores = new ScoreSender(own, this.#closing.signal);
  }

  override init(options: InitExporterOptions): void | Promise<void> {
    this.#spans.serviceName = options.serviceName;
    return super.init(options);
  }

  onTracingEvent(event: TracingEvent): void {
    this.#traces?.observe(event.exportedSpan);
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
    this.#closing.abort();
    await this.#spans.close();
    return counts;
  }

  /** An observation is sent once, when it is complete: Langfuse does not update what it has. */
  protected override get spanEvents(): 'ended' {
    return 'ended';
  }

  /** A body is copied and handed over in one go: a larger one would hold the application up for longer. */
  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchSize: 500, maxBatchBytes: 512 * 1024 };
  }

  protected override async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    switch (signal) {
      case 'tracing': {
        const spans = (events as readonly TracingEvent[]).map(event => event.exportedSpan);
        return this.#spans.send(spans, traceId => this.#traces?.of(traceId));
      }
      case 'score':
      case 'feedback': {
        const judgements = events as readonly (ScoreEvent | FeedbackEvent)[];
        return this.#scores.send(judgements.map(event => scoreRecord(event, this.#options.environment)));
      }
      default:
        throw new UnsupportedSignalError(`Langfuse takes no ${signal}s`);
    }
  }

  protected override classify(error: unknown): DeliveryFailure {
    return error instanceof NoAnswerError ? 'unreachable' : super.classify(error);
  }
}
