import type { MastraStorage } from '../../storage/composite.ts';
import type { FeedbackEvent, LogEvent, MetricEvent, ScoreEvent, TracingEvent } from './bus.ts';
import type { DeliveryOptions } from './delivery.ts';
import type { DrainOptions, ExporterHealth, FlushCounts, FlushOptions } from './health.ts';

/** What an exporter may write its own troubles to. */
export interface DiagnosticLogger {
  debug(message: string, ...args: unknown[]): void;
  info(message: string, ...args: unknown[]): void;
  warn(message: string, ...args: unknown[]): void;
  error(message: string, ...args: unknown[]): void;
}

export interface InitExporterOptions {
  readonly serviceName: string;
  readonly environment?: string;
  /** The application's store, for exporters that write there. */
  readonly storage?: MastraStorage;
  /** Defaults for exporters that queue; their own options win. */
  readonly delivery?: DeliveryOptions;
  /** The bucket bounds of a histogram, for destinations that want buckets. */
  readonly histogramBoundsOf?: (metric: string) => readonly number[];
  /** The name of the pipeline's bridge, which makes spans in another tracing system beside those that are exported. */
  readonly bridge?: string;
  /** Where the pipeline reports its own troubles: never through the pipeline. */
  readonly logger: DiagnosticLogger;
}

/**
 * A destination. An exporter supports the signals that it has handlers for. A handler may throw or reject: the event
 * is counted, and nobody else notices.
 *
 * @example
 * const exporter: ObservabilityExporter = { name: 'mine', onLogEvent: ({ log }) => send(log) };
 */
export interface ObservabilityExporter {
  readonly name: string;

  onTracingEvent?: ((event: TracingEvent) => void | Promise<void>) | undefined;
  onMetricEvent?: ((event: MetricEvent) => void | Promise<void>) | undefined;
  onLogEvent?: ((event: LogEvent) => void | Promise<void>) | undefined;
  onScoreEvent?: ((event: ScoreEvent) => void | Promise<void>) | undefined;
  onFeedbackEvent?: ((event: FeedbackEvent) => void | Promise<void>) | undefined;

  /** Called once, before the first event. */
  init?(options: InitExporterOptions): void | Promise<void>;
  /** Resolves when all that was accepted before the call has arrived, or says what has not. */
  flush?(options?: FlushOptions): Promise<FlushCounts | void>;
  shutdown?(options?: FlushOptions): Promise<FlushCounts | void>;
  /** Resolves when the exporter's queue holds less in memory. */
  drained?(options?: DrainOptions): Promise<void>;
  /** The exporter's own ledger. Without it, the bus keeps one: an event is delivered when its handler returns. */
  health?(): ExporterHealth;
  __setLogger?(logger: DiagnosticLogger): void;

  /** The handler of exporters written before there were five signals. */
  exportTracingEvent?(event: TracingEvent): void | Promise<void>;
  /** @deprecated Use `span.addScore()` or `trace.addScore()`. */
  addScoreToTrace?(args: AddScoreToTraceArgs): Promise<void>;
}

/** @deprecated Use `span.addScore()` or `trace.addScore()`. */
export interface AddScoreToTraceArgs {
  readonly traceId: string;
  readonly spanId?: string;
  readonly score: number;
  readonly reason?: string;
  readonly scorerName: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}
