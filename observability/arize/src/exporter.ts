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
import { QueuedExporter, UnsupportedSignalError } from '@mastra/observability';
import { splitOptions } from '@mastra/observability/exporters';
import { type ArizeExporterOptions, parseArizeOptions, schema } from './options.ts';
import { feedbackAnnotation, scoreAnnotation } from './phoenix/annotation.ts';
import { Annotator } from './phoenix/annotator.ts';
import { SpanSender } from './span-sender.ts';

/**
 * Sends traces as OpenInference to Arize AX or to Phoenix, and to Phoenix scores and feedback too. Neither takes logs or
 * measurements.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'app', exporters: [new ArizeExporter({ projectName: 'support' })] } });
 */
export class ArizeExporter extends QueuedExporter {
  readonly name = 'arize';
  /** Only where the destination is Phoenix. */
  readonly onScoreEvent?: (event: ScoreEvent) => void;
  /** Only where the destination is Phoenix. */
  readonly onFeedbackEvent?: (event: FeedbackEvent) => void;
  readonly #spans: SpanSender;
  readonly #annotator: Annotator | undefined;

  /** @throws MastraError `ARIZE_EXPORTER_OPTIONS_INVALID`, `EXPORTER_OPTIONS_INVALID` */
  constructor(options: ArizeExporterOptions = {}) {
    const { own, shared } = splitOptions('ArizeExporter', options, schema);
    super(shared);
    const config = parseArizeOptions(own, options.attemptTimeoutMs ?? 30_000);
    this.#spans = new SpanSender(config, message => this.logger.warn(message));
    if (config.destination === 'phoenix') {
      this.#annotator = new Annotator(config);
      this.onScoreEvent = event => this.accept('score', event);
      this.onFeedbackEvent = event => this.accept('feedback', event);
    }
  }

  override init(options: InitExporterOptions): void | Promise<void> {
    this.#spans.serviceName = options.serviceName;
    return super.init(options);
  }

  onTracingEvent(event: TracingEvent): void {
    this.accept('tracing', event);
  }

  override async shutdown(options?: FlushOptions): Promise<FlushCounts> {
    const counts = await super.shutdown(options);
    await this.#spans.close();
    return counts;
  }

  /** A body is copied and handed over in one go: a larger one would hold the application up for longer. */
  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchSize: 500, maxBatchBytes: 512 * 1024 };
  }

  /** Both take a span when it is over. */
  protected override get spanEvents(): 'ended' {
    return 'ended';
  }

  protected async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    switch (signal) {
      case 'tracing': {
        const spans = (events as readonly TracingEvent[]).map(event => event.exportedSpan);
        await this.#spans.send(spans);
        return this.#annotator?.delivered(spans);
      }
      case 'score':
        return this.#annotator?.annotate((events as readonly ScoreEvent[]).map(event => scoreAnnotation(event.score)));
      case 'feedback':
        return this.#annotator?.annotate(
          (events as readonly FeedbackEvent[]).map(event => feedbackAnnotation(event.feedback)),
        );
      default:
        throw new UnsupportedSignalError(`Arize takes no ${signal}s`);
    }
  }
}
