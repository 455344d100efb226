import { storageFailure } from '@mastra/core/error';
import type {
  DeliveryOptions,
  FeedbackEvent,
  InitExporterOptions,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import type { MastraStorage, ObservabilityStorage } from '@mastra/core/storage';
import { type DeliveryFailure, UnsupportedSignalError } from '../delivery/failure.ts';
import type { SendOptions } from '../delivery/sender.ts';
import type { ExporterOptions } from './options.ts';
import { QueuedExporter } from './queued.ts';

export interface DefaultExporterOptions extends ExporterOptions {
  /** Write here instead of into the application's store. */
  readonly storage?: MastraStorage;
}

/**
 * Writes all five signals into the application's store. A span that begins and ends within one batch window is written
 * once.
 *
 * @example
 * new Mastra({ storage: new DuckDBStore({ path: 'observability.duckdb' }), observability: { serviceName: 'app', exporters: [new DefaultExporter()] } });
 */
export class DefaultExporter extends QueuedExporter {
  readonly name = 'default';
  #storage: MastraStorage | undefined;
  #domain: ObservabilityStorage | undefined;

  /** Whether it writes into a store of its own instead of the application's. */
  readonly hasOwnStorage: boolean;

  constructor(options: DefaultExporterOptions = {}) {
    const { storage, ...rest } = options;
    super(rest);
    this.#storage = storage;
    this.hasOwnStorage = storage !== undefined;
  }

  override init(options: InitExporterOptions): void {
    super.init(options);
    this.#storage ??= options.storage;
    if (!this.#storage) {
      this.logger.warn(
        "[observability] DefaultExporter has no store to write to, so it drops what it gets. Give new Mastra({ storage: new DuckDBStore({ path: 'observability.duckdb' }) }), or leave the exporter out.",
      );
    }
  }

  onTracingEvent(event: TracingEvent): void {
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

  // Engines like large batches, and a row costs them microseconds.
  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchSize: 5000 };
  }

  protected override async send(
    signal: Signal,
    events: readonly ObservabilityEvent[],
    options: SendOptions,
  ): Promise<void> {
    return (await this.#storeFor(signal)).ingest({ signal, events }, options);
  }

  /** What comes from the spool is handed on as it is. */
  protected override async sendLines(
    signal: Signal,
    lines: Uint8Array,
    count: number,
    options: SendOptions,
  ): Promise<void> {
    return (await this.#storeFor(signal)).ingest({ signal, lines, count }, options);
  }

  protected override classify(error: unknown): DeliveryFailure {
    switch (storageFailure(error)) {
      case 'bad_row':
        return 'rejected';
      case 'unknown':
        return 'unknown';
      default:
        return 'unreachable';
    }
  }

  async #storeFor(signal: Signal): Promise<ObservabilityStorage> {
    const store = await this.#store();
    if (strategyOf(store, signal) === null) throw new UnsupportedSignalError(`the store does not take ${signal}s`);
    return store;
  }

  /** Asked for again after a failure: a store that is down when the process starts is not given up. */
  async #store(): Promise<ObservabilityStorage> {
    if (this.#domain) return this.#domain;
    const domain = await this.#storage?.getStore('observability');
    if (!domain) throw new UnsupportedSignalError('there is no store with an observability domain');
    this.#domain = domain;
    return domain;
  }
}

function strategyOf(store: ObservabilityStorage, signal: Signal): unknown {
  switch (signal) {
    case 'tracing':
      return store.tracingStrategy;
    case 'log':
      return store.logsStrategy;
    case 'metric':
      return store.metricsStrategy;
    case 'score':
      return store.scoresStrategy;
    case 'feedback':
      return store.feedbackStrategy;
  }
}
