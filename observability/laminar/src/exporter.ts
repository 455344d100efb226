import type {
  DeliveryOptions,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { QueuedExporter, UnsupportedSignalError } from '@mastra/observability';
import { type LaminarExporterOptions, resolveOptions } from './options.ts';
import { ScoreSender } from './score-sender.ts';
import { SpanPaths } from './span-paths.ts';
import { SpanSender } from './span-sender.ts';

/**
 * Sends traces and scores to Laminar, which takes no feedback, logs or metrics.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'my-app', exporters: [new LaminarExporter()] } });
 */
export class LaminarExporter extends QueuedExporter {
  readonly name = 'laminar';
  /** Only where spans are sent all and unchanged: a path would name what was left out or renamed. */
  readonly #paths: SpanPaths | undefined;
  readonly #spans: SpanSender;
  readonly #scores: ScoreSender;

  /** @throws MastraError `LAMINAR_EXPORTER_OPTIONS_INVALID`, `EXPORTER_OPTIONS_INVALID`. */
  constructor(options: LaminarExporterOptions = {}) {
    const { own, rest } = resolveOptions(options);
    super(rest);
    const isSelective = rest.customSpanFormatter ?? rest.spanFilter ?? rest.excludeSpanTypes?.length;
    this.#paths = isSelective ? undefined : new SpanPaths();
    this.#spans = new SpanSender(own);
    this.#scores = new ScoreSender(own);
  }

  override init(options: InitExporterOptions): void | Promise<void> {
    this.#spans.serviceName = options.serviceName;
    return super.init(options);
  }

  onTracingEvent(event: TracingEvent): void {
    this.#paths?.observe(event.exportedSpan);
    this.accept('tracing', event);
  }
  onScoreEvent(event: ScoreEvent): void {
    this.accept('score', event);
  }

  override async shutdown(options?: FlushOptions): Promise<FlushCounts> {
    const counts = await super.shutdown(options);
    this.#scores.close();
    await this.#spans.close();
    return counts;
  }

  /** Laminar takes a span when it is over. */
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
        return this.#spans.send(spans, span => this.#paths?.of(span));
      }
      case 'score':
        return this.#scores.send(events as readonly ScoreEvent[]);
      default:
        throw new UnsupportedSignalError(`Laminar takes no ${signal} events`);
    }
  }
}
