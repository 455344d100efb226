import { MastraError } from '@mastra/core/error';
import type {
  DeliveryOptions,
  FeedbackEvent,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  LogEvent,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { type DeliveryFailure, QueuedExporter } from '@mastra/observability';
import { SeenSpans } from '@mastra/observability/exporters';
import { BraintrustClient } from './client.ts';
import { feedbackRows } from './feedback-rows.ts';
import { logRow } from './log-row.ts';
import { type BraintrustExporterOptions, resolveOptions } from './options.ts';
import { Places } from './places.ts';
import type { Row } from './row.ts';
import { scoreRow } from './score-row.ts';
import { spanRow } from './span-row.ts';

/**
 * Sends spans, scores and feedback to Braintrust, and logs on request.
 *
 * @example
 * new BraintrustExporter({ apiKey: process.env.BRAINTRUST_API_KEY, project: 'weather' });
 */
export class BraintrustExporter extends QueuedExporter {
  readonly name = 'braintrust';
  readonly onLogEvent?: (event: LogEvent) => void;
  readonly #client: BraintrustClient;
  readonly #seen: SeenSpans;
  readonly #places: Places;
  #serviceName = 'mastra';

  /** @throws MastraError `BRAINTRUST_EXPORTER_OPTIONS_INVALID` */
  constructor(options: BraintrustExporterOptions = {}) {
    const { connection, exporter, joinRemoteTraces, logs } = resolveOptions(options);
    const seen = new SeenSpans();
    super(seen.watching(exporter));
    this.#seen = seen;
    this.#places = new Places(seen, joinRemoteTraces);
    this.#client = new BraintrustClient(connection);
    if (logs) this.onLogEvent = event => this.accept('log', event);
  }

  override init(options: InitExporterOptions): void | Promise<void> {
    this.#serviceName = options.serviceName;
    return super.init(options);
  }

  onTracingEvent(event: TracingEvent): void {
    this.#seen.see(event.exportedSpan);
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
    this.#client.close();
    return counts;
  }

  // As many rows as the vendor's own SDK puts into a request.
  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchSize: 100 };
  }

  // What is wrong with the account is wrong for every row, and may be put right.
  protected override classify(error: unknown): DeliveryFailure {
    return MastraError.is(error) && error.code.startsWith('BRAINTRUST_') ? 'unreachable' : super.classify(error);
  }

  protected override send(_signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    return this.#client.write(this.#rowsOf(events), this.#serviceName);
  }

  *#rowsOf(events: readonly ObservabilityEvent[]): Generator<Row> {
    for (const event of events) yield* this.#rows(event);
  }

  #rows(event: ObservabilityEvent): readonly Row[] {
    switch (event.type) {
      case 'log':
        return [logRow(event.log, this.#places)];
      case 'score':
        return [scoreRow(event.score, this.#places)];
      case 'feedback':
        return feedbackRows(event.feedback, this.#places);
      case 'metric':
        return [];
      default:
        return [spanRow(event.exportedSpan, this.#places)];
    }
  }
}
