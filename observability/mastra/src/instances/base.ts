import type {
  AnySpan,
  CorrelationContext,
  DiagnosticLogger,
  DrainOptions,
  FeedbackInput,
  FlushOptions,
  FlushResult,
  LoggerContext,
  LogThreshold,
  MetricsContext,
  ObservabilityBridge,
  ObservabilityEvent,
  ObservabilityExporter,
  ObservabilityHealth,
  ObservabilityInstance,
  RunUsage,
  ScoreInput,
  Signal,
  Span,
  SpanType,
  StartSpanOptions,
  TracingEvent,
} from '@mastra/core/observability';
import { getAmbientSpan, SIGNALS } from '@mastra/core/observability';
import type { MastraStorage } from '@mastra/core/storage';
import { ObservabilityBus } from '../bus/observability.ts';
import { type Clock, systemClock, turn } from '../clock.ts';
import type { ResolvedConfig } from '../config.ts';
import { Judgements, type JudgementTarget } from '../context/judgements.ts';
import { SpanLogger, severityOf } from '../context/logger.ts';
import { SpanMetrics } from '../context/metrics.ts';
import { asOwnWork, diagnosticsTo, isOwnWork, type Quietly, quietenOwnWork } from '../context/own-work.ts';
import { resolveDelivery } from '../delivery/options.ts';
import { withTimeout } from '../delivery/timeout.ts';
import { DefaultExporter } from '../exporters/default.ts';
import { QueuedExporter } from '../exporters/queued.ts';
import { CardinalityGuard } from '../metrics/cardinality.ts';
import { derivedEvent } from '../metrics/derived-event.ts';
import { deriveSpanMetrics, type MeasurementSink } from '../metrics/extract.ts';
import { histogramBounds } from '../metrics/histogram-bounds.ts';
import { LabelCache } from '../metrics/label-cache.ts';
import { createCostTable } from '../metrics/pricing/cost-table.ts';
import { ProcessorPipeline } from '../processors/pipeline.ts';
import { SensitiveDataFilter } from '../processors/sensitive-data.ts';
import { createSampler } from '../sampling/sampler.ts';
import { TailSampling } from '../sampling/tail-sampling.ts';
import { activeParent, type BridgedTrace, bridgeTrace } from '../spans/bridged-trace.ts';
import { Capture } from '../spans/capture.ts';
import { DefaultSession } from '../spans/default-session.ts';
import { type FlatSpanOptions, fromFlatOptions } from '../spans/flat-options.ts';
import { isSpanId } from '../spans/ids.ts';
import { LocalSpans } from '../spans/local-spans.ts';
import { readableStart } from '../spans/readable-options.ts';
import { rootMetadata } from '../spans/root-metadata.ts';
import { type OpenSpans, openSpansOf, RecordedSpan, type SpanRuntime, type TraceState } from '../spans/span.ts';
import { beginTrace, type RemoteParent } from '../spans/trace.ts';
import { Budgets } from '../usage/budgets.ts';
import { UsageMeter } from '../usage/meter.ts';
import { ExporterStartup } from './exporter-startup.ts';
import { KeepAlive } from './keep-alive.ts';
import { RecentTraces } from './recent-traces.ts';

/** How long, in milliseconds, spans are ended at a stretch when the instance shuts down. */
const SLICE_MS = 8;
const SLICE_SPANS = 16;

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
  /** The latest traces, for scores and feedback that come right after them. */
  readonly recent = new RecentTraces();
  /** What this pipeline records itself, for those who bring it what others recorded. */
  readonly localSpans: LocalSpans = new LocalSpans(() => openSpansOf(this.#openRoots));
  readonly #bus: ObservabilityBus;
  readonly #clock: Clock;
  readonly #capture: Capture;
  readonly #processors: ProcessorPipeline;
  /** The processors that an event of our own still has to pass: all but a filter that worked during capture. */
  readonly #afterCapture: ProcessorPipeline;
  readonly #runtime: SpanRuntime;
  readonly #judgements: Judgements;
  readonly #usage: UsageMeter;
  readonly #threshold: { severity: number };
  readonly #sample: ReturnType<typeof createSampler>;
  readonly #rootLogger: LoggerContext;
  readonly #rootMetrics: MetricsContext;
  readonly #openRoots: OpenSpans = { firstOpen: undefined };
  readonly #logger: DiagnosticLogger;
  readonly #fallbackLogger: DiagnosticLogger;
  readonly #startup: ExporterStartup;
  readonly #bridge: ObservabilityBridge | undefined;
  readonly #quietly: Quietly | undefined;
  /** Set where an exporter works in its handlers; those with a queue leave that to their own time. */
  #emitQuietly: Quietly | undefined;
  readonly #storeWriters: string[] = [];
  readonly #keepAlive: KeepAlive<RecordedSpan>;
  /** Between the processors and the bus, where sampling decides at the end of a trace. */
  readonly #tail: TailSampling | undefined;
  #application: InstanceApplication | undefined;
  #shutdown: Promise<FlushResult> | undefined;

  constructor(name: string, config: ResolvedConfig, logger: DiagnosticLogger, clock: Clock = systemClock) {
    this.name = name;
    this.config = config;
    this.#clock = clock;
    this.#bridge = config.bridge;
    this.#quietly = config.bridge?.quietly?.bind(config.bridge);
    if (this.#quietly) quietenOwnWork(this.#quietly);
    // The application's logger takes over when there is one.
    this.#logger = diagnosticsTo(() => this.#application?.logger ?? logger);
    this.#fallbackLogger = logger;
    this.#startup = new ExporterStartup(this.#logger);
    this.#keepAlive = new KeepAlive(() => this.flush(), this.#logger);
    this.#bus = new ObservabilityBus({ logger: this.#logger, diagnostics: this.#logger });

    const processors = config.processors ?? [new SensitiveDataFilter()];
    const first = processors[0];
    const fused = first instanceof SensitiveDataFilter ? first : undefined;
    const withhold = this.#bus.withhold.bind(this.#bus);
    this.#capture = new Capture(config.capture, fused);
    this.#processors = new ProcessorPipeline(processors, this.#logger, withhold);
    this.#afterCapture = new ProcessorPipeline(fused ? processors.slice(1) : processors, this.#logger, withhold);
    this.#sample = createSampler(config.sampling);
    if (config.sampling.type === 'tail') {
      this.#tail = new TailSampling(config.sampling, clock, {
        forward: event => this.#forward(event),
        sampledOut: signal => this.#bus.withhold(signal, 'sampledOut'),
      });
    }
    this.#threshold = { severity: severityOf(config.logLevel) };

    const base = Object.freeze({
      serviceName: config.serviceName,
      environment: config.environment,
      organizationId: config.organizationId,
      userId: config.userId,
    });
    const { defaultSessionId } = config;
    const defaultSession =
      defaultSessionId === undefined ? undefined : new DefaultSession(defaultSessionId, this.#logger);
    const guard = new CardinalityGuard(config.metrics.cardinality, this.#capture, this.#logger);
    const labels = new LabelCache(guard);
    const budgets = config.budgets && new Budgets(config.budgets, this.#logger);
    this.#usage = new UsageMeter(createCostTable(config.metrics.prices), budgets, this.#logger);
    const usage = this.#usage;
    const emit = (event: ObservabilityEvent) => this.#emitCaptured(event);
    const invalid = (signal: Signal) => () => this.#bus.withhold(signal, 'invalid');
    const loggerRuntime = {
      ...{ clock, capture: this.#capture, base, threshold: this.#threshold },
      ...{ emit, invalid: invalid('log') },
    };
    const metricsRuntime = {
      clock,
      capture: this.#capture,
      base,
      guard,
      logger: this.#logger,
      warned: new Set<string>(),
      emit,
      invalid: invalid('metric'),
    };
    this.#judgements = new Judgements({
      clock,
      capture: this.#capture,
      guard,
      logger: this.#logger,
      countTotals: config.metrics.autoExtract,
      emit,
      refuse: signal => this.#bus.withhold(signal, 'invalid'),
    });
    this.#rootLogger = new SpanLogger(loggerRuntime, undefined);
    this.#rootMetrics = new SpanMetrics(metricsRuntime, undefined);
    const measured: MeasurementSink<RecordedSpan> = (name, value, of, span) =>
      this.#emitCaptured(derivedEvent(name, value, of, span));
    this.#runtime = {
      clock,
      capture: this.#capture,
      defaults: { base, defaultSession },
      measure: (moment, span) => {
        if (moment === 'started') {
          usage.started(span);
          this.recent.add(span);
        } else usage.ending(span);
        if (config.metrics.autoExtract && this.#hears('metric')) deriveSpanMetrics(moment, span, labels, measured);
        if (moment === 'ended') usage.ended(span);
      },
      emit: (event: TracingEvent) => {
        if (this.localSpans.isWatched) this.localSpans.hear(event);
        return this.#emitCaptured(event) as TracingEvent | undefined;
      },
      sampledOut: () => this.#bus.withhold('tracing', 'sampledOut'),
      rootEnded: root => this.#keepAlive.ended(root),
      loggerOf: span => new SpanLogger(loggerRuntime, span),
      metricsOf: span => new SpanMetrics(metricsRuntime, span),
      addScore: (span, score) => this.#judgements.addScore(score, targetOf(span), span.correlation),
      addFeedback: (span, feedback) => this.#judgements.addFeedback(feedback, targetOf(span), span.correlation),
    };
    for (const exporter of config.exporters ?? []) this.registerExporter(exporter);
  }

  get includeModelChunks(): boolean {
    return this.config.includeModelChunks;
  }

  get exporterNames(): readonly string[] {
    return this.#bus.exporterNames;
  }

  /** The exporters that write into the application's store. */
  get storeWriters(): readonly string[] {
    return this.#storeWriters;
  }

  /** Whether spans are open, or traces held that are not decided. */
  get hasOpenSpans(): boolean {
    return this.#openRoots.firstOpen !== undefined || this.#tail?.isHolding === true;
  }

  describeExporters(): readonly string[] {
    return this.#bus.describeExporters();
  }

  startSpan<T extends SpanType>(options: StartSpanOptions<T>): Span<T> {
    const given = (options ?? {}) as StartSpanOptions;
    let span: RecordedSpan;
    try {
      // A bridged system is called while options are read, and must not be called again.
      span = this.#startSpan(this.#bridge ? readableStart(given) : given);
    } catch {
      span = this.#startSpan(readableStart(given));
    }
    return span as unknown as Span<T>;
  }

  #startSpan(options: StartSpanOptions): RecordedSpan {
    const parent = options.parent === undefined ? getAmbientSpan() : (options.parent ?? undefined);
    return RecordedSpan.isOf(parent, this.#runtime)
      ? parent.startChild(options, options.tracingOptions)
      : this.#startRoot(options, parent && remoteFrom(parent));
  }

  createSpan<T extends SpanType = 'generic'>(name: string, options: FlatSpanOptions<T> = {}): Span<T> {
    return this.startSpan(fromFlatOptions(name, options ?? {}));
  }

  getLoggerContext(span: AnySpan | undefined = getAmbientSpan()): LoggerContext {
    return span?.traceId ? span.logger : this.#rootLogger;
  }

  getMetricsContext(span: AnySpan | undefined = getAmbientSpan()): MetricsContext {
    return span?.traceId ? span.metrics : this.#rootMetrics;
  }

  registerExporter(exporter: ObservabilityExporter): void {
    this.#bus.registerExporter(exporter);
    if (exporter instanceof DefaultExporter && !exporter.hasOwnStorage) {
      this.#storeWriters.push(this.#bus.exporterNames.at(-1)!);
    }
    if (!(exporter instanceof QueuedExporter)) this.#emitQuietly = this.#quietly;
    this.#startup.add(exporter);
  }

  /** Gives the exporters what they need of the application. Without one they are given it at their first event. */
  attach(application: InstanceApplication): void {
    this.#application ??= application;
    if (!this.config.exporters && this.#bus.exporterNames.length === 0 && application.storage) {
      this.registerExporter(new DefaultExporter());
    }
    const { serviceName, environment, delivery } = this.config;
    const { storage } = this.#application;
    const histogramBoundsOf = histogramBounds(this.config.metrics.histogramBounds);
    const logger = this.#logger;
    this.#bridge?.init?.({ logger });
    const bridge = this.#bridge?.name;
    this.#unseen(() =>
      this.#startup.begin({ serviceName, environment, delivery, storage, histogramBoundsOf, bridge, logger }),
    );
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
    this.#tail?.expire();
    return this.#unseen(() => this.#bus.flush(options));
  }

  async drained(options?: DrainOptions): Promise<void> {
    this.#ready();
    return this.#bus.drained(options);
  }

  /** Ends every open span and flushes, within the time of a shutdown. What comes later is still accepted. */
  async drain(): Promise<FlushResult> {
    const { shutdownTimeoutMs } = resolveDelivery(this.config.delivery);
    const deadline = this.#clock.monotonic() + shutdownTimeoutMs;
    await this.#endOpenSpans(deadline);
    this.#tail?.decideAll();
    return this.flush({ timeoutMs: Math.max(0, deadline - this.#clock.monotonic()) });
  }

  /** Events that are in memory only, by exporter. */
  undelivered(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [name, { signals, spool }] of Object.entries(this.#bus.health().exporters)) {
      // A spool that works takes what is queued when the process ends.
      if (spool && spool.trouble === undefined) continue;
      counts.set(
        name,
        SIGNALS.reduce((sum, signal) => sum + signals[signal].queued, 0),
      );
    }
    return counts;
  }

  /** Ends every open span, flushes within the deadline, and accepts nothing more. Idempotent. */
  shutdown(options?: FlushOptions): Promise<FlushResult> {
    const timeoutMs = options?.timeoutMs ?? resolveDelivery(this.config.delivery).shutdownTimeoutMs;
    this.#shutdown ??= (async () => {
      this.#ready();
      const deadline = this.#clock.monotonic() + timeoutMs;
      await this.#endOpenSpans(deadline);
      this.#tail?.decideAll();
      const left = () => Math.max(0, deadline - this.#clock.monotonic());
      await withTimeout(this.#processors.shutdown(), left());
      const remaining = left();
      return this.#unseen(() => this.#bus.shutdown({ timeoutMs: remaining }));
    })();
    return this.#shutdown;
  }

  health(): ObservabilityHealth {
    return this.#bus.health();
  }

  /** What the outermost runs of a trace have used, when they have ended; `undefined` for a trace not recorded here. */
  settled(traceId: string): Promise<readonly RunUsage[] | undefined> {
    return this.#usage.settled(traceId);
  }

  /** Attaches a score to what is no longer, or not, in memory. */
  recordScore(input: ScoreInput, target: JudgementTarget, correlation: CorrelationContext): void {
    this.#judgements.addScore(input, target, { ...this.#runtime.defaults.base, ...correlation });
  }

  recordFeedback(input: FeedbackInput, target: JudgementTarget, correlation: CorrelationContext): void {
    this.#judgements.addFeedback(input, target, { ...this.#runtime.defaults.base, ...correlation });
  }

  #startRoot(options: StartSpanOptions, parent: RemoteParent | undefined): RecordedSpan {
    this.#ready();
    const remote = parent ?? (this.#bridge && activeParent(this.#bridge, options));
    const begun = beginTrace(options, remote, this.#clock, this.#sample);
    const { trace, bridged } = this.#bridged(begun, remote, options);
    const given = options.tracingOptions?.parentSpanId;
    const parentSpanId = remote?.spanId ?? (isSpanId(given) ? given : undefined);
    if (trace.isTail) this.#tail?.rootStarted(trace.traceId);
    const metadata = rootMetadata(options, this.config.requestContextKeys);
    const root = metadata === options.metadata ? options : { ...options, metadata };
    const started = RecordedSpan.start(
      this.#runtime,
      trace,
      undefined,
      this.#openRoots,
      parentSpanId,
      root,
      options.tracingOptions,
      false,
      bridged,
    );
    this.#keepAlive.started(started, options.tracingOptions?.waitUntil ?? this.config.waitUntil);
    return started;
  }

  /** Ends the open spans with turns of the event loop in between: there may be a million of them. */
  async #endOpenSpans(deadline: number): Promise<void> {
    const { monotonic } = this.#clock;
    const steps = RecordedSpan.closing(this.#openRoots, 'shutdown');
    for (let sliceEnd = monotonic() + SLICE_MS; ; ) {
      for (let i = 0; i < SLICE_SPANS; i++) if (steps.next().done) return;
      const now = monotonic();
      if (now >= deadline) return;
      if (now < sliceEnd) continue;
      await turn();
      sliceEnd = monotonic() + SLICE_MS;
    }
  }

  #bridged(trace: TraceState, remote: RemoteParent | undefined, options: StartSpanOptions): BridgedTrace {
    // A pipeline that records no trace at all has no say in what others record.
    if (!this.#bridge || this.config.sampling.type === 'never') return { trace, bridged: undefined };
    return bridgeTrace(this.#bridge, trace, remote, options);
  }

  /** Exporting is none of the program's own work: a bridged system is not to record it. */
  #unseen<T>(work: () => T): T {
    return this.#quietly ? this.#quietly(work) : work();
  }

  /** Whether an event is worth making. A processor may want to see also what nobody exports. */
  #hears(signal: Signal): boolean {
    return this.#bus.hears(signal) || !this.#afterCapture.isEmpty;
  }

  #emitCaptured(event: ObservabilityEvent): ObservabilityEvent | undefined {
    return this.#send(event, this.#afterCapture);
  }

  #send(event: ObservabilityEvent, processors: ProcessorPipeline): ObservabilityEvent | undefined {
    // What the pipeline does itself would be recorded for ever.
    if (isOwnWork()) return undefined;
    if (this.#startup.isWaiting) this.#ready();
    const passed = processors.isEmpty ? event : asOwnWork(() => processors.run(event));
    if (passed === undefined) return undefined;
    if (this.#tail === undefined) this.#forward(passed);
    else this.#tail.accept(passed);
    return passed;
  }

  #forward(event: ObservabilityEvent): void {
    if (this.#emitQuietly === undefined) this.#bus.emit(event);
    else this.#emitQuietly(() => this.#bus.emit(event));
  }

  /** An instance that no application has claimed works on its own. */
  #ready(): void {
    if (!this.#application && this.#startup.isWaiting) this.attach({ logger: this.#fallbackLogger });
  }
}

const targetOf = (span: AnySpan): JudgementTarget => ({ traceId: span.traceId, spanId: span.id });

/** A parent that another pipeline records: its trace is continued under its id. What is no span is no parent. */
function remoteFrom(parent: AnySpan): RemoteParent | undefined {
  try {
    const { traceId, id: spanId, isRecording: sampled, traceState, baggage, bridged } = parent;
    return traceId ? { traceId, spanId, sampled, traceState, baggage, bridged } : undefined;
  } catch {
    return undefined;
  }
}
