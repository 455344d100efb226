import type { MastraStorage } from '../../storage/composite.ts';
import type { LoggerContext, MetricsContext } from './context.ts';
import type { DoctorReport } from './doctor.ts';
import type { AddScoreToTraceArgs, DiagnosticLogger, ObservabilityExporter } from './exporter.ts';
import type { FeedbackInput } from './feedback.ts';
import type { DrainOptions, FlushOptions, FlushResult, ObservabilityHealth } from './health.ts';
import type { LogThreshold } from './logging.ts';
import type { ScoreInput } from './scores.ts';
import type { SpanType } from './span-types.ts';
import type { Span, StartSpanOptions, TracingOptions } from './tracing.ts';
import type { RunUsage } from './usage-account.ts';

/** One configured pipeline: it starts spans and hands out loggers and metrics. */
export interface ObservabilityInstance {
  readonly name: string;
  readonly includeModelChunks: boolean;
  /** Starts a root, or a child of `parent` or of the ambient span. */
  startSpan<T extends SpanType>(options: StartSpanOptions<T>): Span<T>;
  /** The same in another form: the name first, tracing options among the rest. */
  createSpan<T extends SpanType = 'generic'>(
    name: string,
    options?: Partial<Omit<StartSpanOptions<T>, 'name'>> & TracingOptions,
  ): Span<T>;
  /** The logger of a span, or of no span. */
  getLoggerContext(span?: Span): LoggerContext;
  getMetricsContext(span?: Span): MetricsContext;
  registerExporter(exporter: ObservabilityExporter): void;
  setLogLevel(level: LogThreshold): void;
  flush(options?: FlushOptions): Promise<FlushResult>;
  /** Resolves when less is queued in memory. */
  drained(options?: DrainOptions): Promise<void>;
  shutdown(options?: FlushOptions): Promise<FlushResult>;
  health(): ObservabilityHealth;
}

/** What a later score or feedback is attached to; the first that is given counts. */
export interface AttachTarget {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly runId?: string;
  readonly threadId?: string;
  readonly messageId?: string;
}

/** What a selector decides by. */
export interface InstanceSelectorInput {
  readonly requestContext?: { get(key: string): unknown };
  readonly tracingOptions?: TracingOptions;
}

/** All configured pipelines of an application: `mastra.observability`. */
export interface ObservabilityEntrypoint {
  getDefaultInstance(): ObservabilityInstance | undefined;
  getInstance(name: string): ObservabilityInstance | undefined;
  /** The instance that a run is recorded by. */
  getSelectedInstance(input?: InstanceSelectorInput): ObservabilityInstance | undefined;
  /** Called by the application with what it owns, before the first run. */
  attach(application: { readonly storage?: MastraStorage; readonly logger: DiagnosticLogger }): void;
  /** Works at any time. */
  setLogLevel(level: LogThreshold): void;
  addScore(input: AttachTarget & ScoreInput): Promise<void>;
  addFeedback(input: AttachTarget & FeedbackInput): Promise<void>;
  /** @deprecated Use `addScore`, `trace.addScore` or `span.addScore`. Says so once. */
  addScoreToTrace(args: AddScoreToTraceArgs): Promise<void>;
  /**
   * What the outermost runs of a trace have used, when they and everything below them have ended. Empty for a trace that
   * is not among the 1,000 latest that this process recorded.
   */
  settled(traceId: string): Promise<readonly RunUsage[]>;
  flush(options?: FlushOptions): Promise<FlushResult>;
  /**
   * Resolves when less is queued in memory: for batch jobs that would rather wait than lose. Events on the disk do not count.
   *
   * @example
   * for (const item of items) {
   *   await work(item);
   *   await mastra.observability.drained({ belowBytes: 1_000_000 });
   * }
   */
  drained(options?: DrainOptions): Promise<void>;
  shutdown(options?: FlushOptions): Promise<FlushResult>;
  /** Answers at once, from counters. */
  health(): ObservabilityHealth;
  /** Sends signals through every exporter, reads them back where it can, and says what it found. */
  doctor(): Promise<DoctorReport>;
}
