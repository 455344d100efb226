import type {
  AnySpan,
  DiagnosticLogger,
  ExportedFeedback,
  ExportedScore,
  FeedbackInput,
  FlushOptions,
  FlushResult,
  LoggerContext,
  LogThreshold,
  MetricEvent,
  MetricsContext,
  ObservabilityEvent,
  ObservabilityExporter,
  ObservabilityHealth,
  ObservabilityInstance,
  ScoreInput,
  Signal,
  Span,
  SpanType,
  StartSpanOptions,
  TracingEvent,
  TracingOptions,
} from '@mastra/core/observability';
import { getAmbientSpan } from '@mastra/core/observability';
import type { MastraStorage } from '@mastra/core/storage';
import { ObservabilityBus } from '../bus/observability.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { ResolvedConfig } from '../config.ts';
import { SpanLogger, severityOf } from '../context/logger.ts';
import { type MetricsRuntime, SpanMetrics } from '../context/metrics.ts';
import { diagnosticsTo } from '../context/own-work.ts';
import { messageOf } from '../delivery/message.ts';
import { DefaultExporter } from '../exporters/default.ts';
import { CardinalityGuard } from '../metrics/cardinality.ts';
import { type BuiltInMetric, METRIC_CATALOGUE, type MetricDefinition } from '../metrics/catalogue.ts';
import { deriveSpanMetrics, type MeasurementSink } from '../metrics/extract.ts';
import { LabelCache } from '../metrics/label-cache.ts';
import { createCostTable } from '../metrics/pricing.ts';
import { ProcessorPipeline } from '../processors/pipeline.ts';
import { SensitiveDataFilter } from '../processors/sensitive-data.ts';
import { createSampler } from '../sampling/sampler.ts';
import { Capture } from '../spans/capture.ts';
import { newEventId } from '../spans/ids.ts';
import { exportedFeedback, exportedScore, feedbackTrouble, scoreTrouble } from '../spans/judgements.ts';
import { rootMetadata } from '../spans/root-metadata.ts';
import { type OpenSpans, RecordedSpan, type SpanRuntime } from '../spans/span.ts';
import { beginTrace, type RemoteParent } from '../spans/trace.ts';

export interface InstanceApplication {
  readonly storage?: MastraStorage;
  readonly logger: DiagnosticLogger;
}

/**
 * One pipeline: sampling decides, spans are made, metrics are derived, processors run once, the bus fans out. This
 * class only wires the parts together.
 */
export class BaseObservabilityInstance implements ObservabilityInstance {
  readonly name: string;
  readonly config: ResolvedConfig;
  readonly #bus: ObservabilityBus;
  readonly #clock: Clock;
  readonly #capture: Capture;
  readonly #processors: ProcessorPipeline;
  /** The processors that an event of our own still has to pass: all but a filter that worked during capture. */
  readonly #afterCapture: ProcessorPipeline;
  readonly #runtime: SpanRuntime;
  readonly #metricsRuntime: MetricsRuntime;
  readonly #threshold: { severity: number };
  readonly #sample: ReturnType<typeof createSampler>;
  readonly #rootLogger: LoggerContext;
  readonly #rootMetrics: MetricsContext;
  readonly #openRoots: OpenSpans = { firstOpen: undefined };
  readonly #logger: DiagnosticLogger;
  readonly #fallbackLogger: DiagnosticLogger;
  readonly #waiting: ObservabilityExporter[] = [];
  #application: InstanceApplication | undefined;
  #shutdown: Promise<FlushResult> | undefined;

  constructor(name: string, config: ResolvedConfig, logger: DiagnosticLogger, clock: Clock = systemClock) {
    this.name = name;
    this.config = config;
    this.#clock = clock;
    // The application's logger takes over when there is one.
    this.#logger = diagnosticsTo(() => this.#application?.logger ?? logger);
    this.#fallbackLogger = logger;
    this.#bus = new ObservabilityBus({ logger: this.#logger, diagnostics: this.#logger });

    const processors = config.processors ?? [new SensitiveDataFilter()];
    const first = processors[0];
    const fused = first instanceof SensitiveDataFilter ? first : undefined;
    const withhold = this.#bus.withhold.bind(this.#bus);
    this.#capture = new Capture(config.capture, fused);
    this.#processors = new ProcessorPipeline(processors, this.#logger, withhold);
    this.#afterCapture = new ProcessorPipeline(fused ? processors.slice(1) : processors, this.#logger, withhold);
    this.#sample = createSampler(config.sampling);
    this.#threshold = { severity: severityOf(config.logLevel) };

    const base = Object.freeze({
      serviceName: config.serviceName,
      environment: config.environment,
      organizationId: config.organizationId,
      userId: config.userId,
    });
    const guard = new CardinalityGuard(config.metrics.cardinality, this.#capture, this.#logger);
    const labels = new LabelCache(guard, createCostTable(config.metrics.prices));
    const emit = (event: ObservabilityEvent) => this.#emitCaptured(event);
    const loggerRuntime = { clock, capture: this.#capture, base, threshold: this.#threshold, emit };
    this.#metricsRuntime = {
      clock,
      capture: this.#capture,
      base,
      guard,
      logger: this.#logger,
      warned: new Set(),
      emit,
    };
    this.#rootLogger = new SpanLogger(loggerRuntime, undefined);
    this.#rootMetrics = new SpanMetrics(this.#metricsRuntime, undefined);
    const measured: MeasurementSink<RecordedSpan> = (name, value, of, span) =>
      this.#emitCaptured(derivedEvent(name, value, of, span));
    this.#runtime = {
      clock,
      capture: this.#capture,
      defaults: { base, defaultSessionId: config.defaultSessionId },
      measure: config.metrics.autoExtract
        ? (moment, span) => {
            if (this.#hears('metric')) deriveSpanMetrics(moment, span, labels, measured);
          }
        : () => undefined,
      emit: (event: TracingEvent) => this.#emitCaptured(event),
      sampledOut: () => this.#bus.withhold('tracing', 'sampledOut'),
      loggerOf: span => new SpanLogger(loggerRuntime, span),
      metricsOf: span => new SpanMetrics(this.#metricsRuntime, span),
      addScore: (span, score) => {
        if (this.#isSound('score', scoreTrouble(score))) {
          this.#score(exportedScore(score, span, span.correlation, this.#capture, clock));
        }
      },
      addFeedback: (span, feedback) => {
        if (this.#isSound('feedback', feedbackTrouble(feedback))) {
          this.#feedback(exportedFeedback(feedback, span, span.correlation, this.#capture, clock));
        }
      },
    };
    for (const exporter of config.exporters ?? []) this.registerExporter(exporter);
  }

  get includeModelChunks(): boolean {
    return this.config.includeModelChunks;
  }

  get exporterNames(): readonly string[] {
    return this.#bus.exporterNames;
  }

  startSpan<T extends SpanType>(options: StartSpanOptions<T>): Span<T> {
    const given = options as StartSpanOptions;
    const parent = given.parent === undefined ? getAmbientSpan() : (given.parent ?? undefined);
    const span =
      parent instanceof RecordedSpan && parent.isRecordedBy(this.#runtime)
        ? parent.startChild(given, given.tracingOptions)
        : this.#startRoot(given, parent?.traceId ? remoteFrom(parent) : undefined);
    return span as unknown as Span<T>;
  }

  createSpan<T extends SpanType = 'generic'>(
    name: string,
    options: Partial<Omit<StartSpanOptions<T>, 'name'>> & TracingOptions = {},
  ): Span<T> {
    const {
      type,
      input,
      attributes,
      metadata,
      tags,
      links,
      parent,
      requestContext,
      tracingOptions,
      entityType,
      entityId,
      entityName,
      ...own
    } = options;
    return this.startSpan({
      ...{ type: (type ?? 'generic') as T, name, input, attributes, metadata, tags, links, parent, requestContext },
      ...{ entityType, entityId, entityName },
      tracingOptions: { ...own, ...tracingOptions },
    });
  }

  getLoggerContext(span: AnySpan | undefined = getAmbientSpan()): LoggerContext {
    return span?.traceId ? span.logger : this.#rootLogger;
  }

  getMetricsContext(span: AnySpan | undefined = getAmbientSpan()): MetricsContext {
    return span?.traceId ? span.metrics : this.#rootMetrics;
  }

  registerExporter(exporter: ObservabilityExporter): void {
    this.#bus.registerExporter(exporter);
    if (this.#application) this.#init(exporter);
    else this.#waiting.push(exporter);
  }

  /** Gives the exporters what they need of the application. Without one they are given it at their first event. */
  attach(application: InstanceApplication): void {
    this.#application ??= application;
    if (!this.config.exporters && this.#bus.exporterNames.length === 0 && application.storage) {
      this.registerExporter(new DefaultExporter());
    }
    for (const exporter of this.#waiting.splice(0)) this.#init(exporter);
  }

  setLogLevel(level: LogThreshold): void {
    this.#threshold.severity = severityOf(level);
  }

  /** Takes an event that was made elsewhere through the processors and to the exporters. */
  emit(event: ObservabilityEvent): void {
    this.#send(event, this.#processors);
  }

  async flush(options?: FlushOptions): Promise<FlushResult> {
    this.#ready();
    return this.#bus.flush(options);
  }

  /** Ends every open span, flushes within the deadline, and accepts nothing more. Idempotent. */
  shutdown(options?: FlushOptions): Promise<FlushResult> {
    this.#shutdown ??= (async () => {
      this.#ready();
      while (this.#openRoots.firstOpen) this.#openRoots.firstOpen.end({ endReason: 'shutdown' });
      await this.#processors.shutdown();
      return this.#bus.shutdown(options);
    })();
    return this.#shutdown;
  }

  health(): ObservabilityHealth {
    return this.#bus.health();
  }

  /** Attaches a judgement to what is no longer, or not, in memory. */
  recordScore(score: ExportedScore): void {
    this.#score(score);
  }

  recordFeedback(feedback: ExportedFeedback): void {
    this.#feedback(feedback);
  }

  /** A score that is attached by ids instead of by a span. */
  scoreFor(
    input: ScoreInput,
    target: { traceId?: string; spanId?: string },
    correlation: Record<string, unknown>,
  ): ExportedScore {
    return exportedScore(input, target, { ...this.#runtime.defaults.base, ...correlation }, this.#capture, this.#clock);
  }

  feedbackFor(
    input: FeedbackInput,
    target: { traceId?: string; spanId?: string },
    correlation: Record<string, unknown>,
  ): ExportedFeedback {
    return exportedFeedback(
      input,
      target,
      { ...this.#runtime.defaults.base, ...correlation },
      this.#capture,
      this.#clock,
    );
  }

  #startRoot(options: StartSpanOptions, remote: RemoteParent | undefined): RecordedSpan {
    this.#ready();
    const trace = beginTrace(options, remote, this.#clock, this.#sample);
    const parentSpanId = remote?.spanId ?? options.tracingOptions?.parentSpanId;
    const metadata = rootMetadata(options, this.config.requestContextKeys);
    const root = metadata === options.metadata ? options : { ...options, metadata };
    return new RecordedSpan(
      this.#runtime,
      trace,
      undefined,
      this.#openRoots,
      parentSpanId,
      root,
      options.tracingOptions,
      false,
    );
  }

  #score(score: ExportedScore): void {
    const { entityType, experimentId } = score.correlationContext ?? {};
    this.#emitCaptured({ type: 'score', score });
    this.#total('mastra_scores_total', score, {
      scorer: score.scorerId,
      entity_type: entityType,
      experiment: experimentId,
    });
  }

  #feedback(feedback: ExportedFeedback): void {
    const { entityType, experimentId } = feedback.correlationContext ?? {};
    this.#emitCaptured({ type: 'feedback', feedback });
    this.#total('mastra_feedback_total', feedback, {
      feedback_type: feedback.feedbackType,
      source: feedback.feedbackSource,
      entity_type: entityType,
      experiment: experimentId,
    });
  }

  /** Counts what cannot be recorded, and says so once for each kind. */
  #isSound(signal: 'score' | 'feedback', trouble: string | undefined): boolean {
    if (trouble === undefined) return true;
    this.#bus.withhold(signal, 'invalid');
    if (!this.#metricsRuntime.warned.has(trouble)) {
      this.#metricsRuntime.warned.add(trouble);
      this.#logger.warn(`[observability] a ${signal} is left out: ${trouble}.`);
    }
    return false;
  }

  #total(name: string, of: ExportedScore | ExportedFeedback, given: Record<string, string | undefined>): void {
    if (!this.config.metrics.autoExtract) return;
    const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    const labels = this.#metricsRuntime.guard.labels(name, known);
    const { timestamp, traceId, spanId, correlationContext } = of;
    this.#emitCaptured({
      type: 'metric',
      metric: {
        metricId: newEventId(),
        timestamp,
        name,
        metricType: 'counter',
        value: 1,
        labels,
        traceId,
        spanId,
        correlationContext,
      },
    });
  }

  /** Whether an event is worth making. A processor may want to see also what nobody exports. */
  #hears(signal: Signal): boolean {
    return this.#bus.hears(signal) || !this.#afterCapture.isEmpty;
  }

  #emitCaptured(event: ObservabilityEvent): void {
    this.#send(event, this.#afterCapture);
  }

  #send(event: ObservabilityEvent, processors: ProcessorPipeline): void {
    if (this.#waiting.length > 0) this.#ready();
    const passed = processors.run(event);
    if (passed) this.#bus.emit(passed);
  }

  /** An instance that no application has claimed works on its own. */
  #ready(): void {
    if (!this.#application && this.#waiting.length > 0) this.attach({ logger: this.#fallbackLogger });
  }

  #init(exporter: ObservabilityExporter): void {
    const { serviceName, environment, delivery } = this.config;
    exporter.__setLogger?.(this.#logger);
    const failed = (error: unknown) =>
      this.#logger.warn(`[observability] exporter '${exporter.name}' could not be initialised: ${messageOf(error)}`);
    try {
      const pending = exporter.init?.({
        serviceName,
        environment,
        delivery,
        storage: this.#application?.storage,
        logger: this.#logger,
      });
      if (pending instanceof Promise) pending.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

function derivedEvent(
  name: BuiltInMetric,
  value: number,
  labels: Readonly<Record<string, string>>,
  span: RecordedSpan,
): MetricEvent {
  const { type, unit }: MetricDefinition = METRIC_CATALOGUE[name];
  return {
    type: 'metric',
    metric: {
      metricId: newEventId(),
      timestamp: span.endTime ?? span.startTime,
      name,
      metricType: type,
      value,
      labels,
      unit,
      traceId: span.traceId,
      spanId: span.id,
      metadata: undefined,
      correlationContext: span.correlation,
    },
  };
}

/** A parent that another pipeline records: its trace is continued under its id. */
function remoteFrom(parent: AnySpan): RemoteParent {
  return { traceId: parent.traceId, spanId: parent.id, sampled: parent.isRecording, traceState: parent.traceState };
}
