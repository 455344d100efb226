import type {
  AnySpan,
  CorrelationContext,
  CreateEventSpanOptions,
  CreateSpanOptions,
  EndSpanOptions,
  FeedbackInput,
  LoggerContext,
  MetricsContext,
  OpenBridgedSpan,
  ScoreInput,
  Span,
  SpanAttributes,
  SpanEndReason,
  SpanErrorInfo,
  SpanErrorOptions,
  SpanLink,
  SpanType,
  TracingEvent,
  TracingOptions,
  UpdateSpanOptions,
} from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import type { Account } from '../usage/account.ts';
import type { Capture } from './capture.ts';
import { type CorrelationDefaults, correlate } from './correlation.ts';
import { toErrorInfo } from './error-info.ts';
import { SpanSnapshot, type SpanState } from './exported.ts';
import { newSpanId } from './ids.ts';
import { measuredAttributes } from './measured-attributes.ts';

/** What a span needs of the pipeline that records it: functions, never the pipeline itself. */
export interface SpanRuntime {
  readonly clock: Clock;
  readonly capture: Capture;
  readonly defaults: CorrelationDefaults;
  /** Derives the built-in metrics: of every span, also of those that sampling leaves out. */
  measure(moment: 'started' | 'ended', span: RecordedSpan): void;
  /** Answers the event as the processors left it, or nothing where one kept it back. */
  emit(event: TracingEvent): TracingEvent | undefined;
  /** Counts an event that sampling left out. */
  sampledOut(): void;
  loggerOf(span: AnySpan): LoggerContext;
  metricsOf(span: AnySpan): MetricsContext;
  addScore(span: AnySpan, score: ScoreInput): void;
  addFeedback(span: AnySpan, feedback: FeedbackInput): void;
}

/** What all spans of a trace in this process share: decided once, at its first span. */
export interface TraceState {
  readonly traceId: string;
  readonly sampled: boolean;
  /** 1 divided by the probability with which this process kept the trace; `undefined` where it did not choose. */
  readonly sampleWeight: number | undefined;
  readonly hideInput: boolean;
  readonly hideOutput: boolean;
  readonly traceState: string | undefined;
  /** Both clocks when the trace began: times within a trace come from the one that never runs backwards. */
  readonly wallStart: number;
  readonly monotonicStart: number;
  /** Spans that have begun so far. */
  spanCount: number;
}

/** A list of open spans that lives in the spans themselves: joining and leaving cost no allocation. */
export interface OpenSpans {
  firstOpen: RecordedSpan | undefined;
}

/**
 * A span that is being recorded, or one that is left out by sampling and still measured. Fields that the constructor gives a value
 * are only declared, because a field that is defined is written twice.
 */
export class RecordedSpan implements Span, SpanState, OpenSpans {
  declare readonly id: string;
  declare readonly traceId: string;
  declare readonly parentSpanId: string | undefined;
  declare readonly name: string;
  declare readonly type: SpanType;
  declare readonly startTime: Date;
  endTime: Date | undefined = undefined;
  input: unknown = undefined;
  output: unknown = undefined;
  attributes: SpanAttributes | undefined = undefined;
  metadata: Readonly<Record<string, unknown>> | undefined = undefined;
  errorInfo: SpanErrorInfo | undefined = undefined;
  links: readonly SpanLink[] | undefined = undefined;
  declare readonly isEvent: boolean;
  declare readonly isRootSpan: boolean;
  declare readonly sequence: number;
  endReason: SpanEndReason | undefined = undefined;
  declare readonly correlation: CorrelationContext;
  bytes = 0;
  isEnded = false;
  /** How long the span ran, in milliseconds and their fractions. */
  durationMs = 0;
  /** Where usage and cost of the run that the span belongs to are counted. */
  account: Account | undefined = undefined;

  declare readonly trace: TraceState;
  declare readonly parent: RecordedSpan | undefined;
  declare readonly bridged: OpenBridgedSpan | undefined;
  firstOpen: RecordedSpan | undefined = undefined;
  readonly #runtime: SpanRuntime;
  readonly #monotonicStart: number;
  #owner: OpenSpans | undefined = undefined;
  #nextOpen: RecordedSpan | undefined = undefined;
  #previousOpen: RecordedSpan | undefined = undefined;
  #logger: LoggerContext | undefined = undefined;
  #metrics: MetricsContext | undefined = undefined;

  /** Starts the span. `owner` closes it if nobody else does. */
  constructor(
    runtime: SpanRuntime,
    trace: TraceState,
    parent: RecordedSpan | undefined,
    owner: OpenSpans,
    remoteParentId: string | undefined,
    options: CreateEventSpanOptions,
    tracingOptions: TracingOptions | undefined,
    isEvent: boolean,
    bridgedRoot: OpenBridgedSpan | undefined,
  ) {
    const { capture } = runtime;
    this.#runtime = runtime;
    this.trace = trace;
    this.parent = parent;
    const monotonic = parent ? runtime.clock.monotonic() : trace.monotonicStart;
    const startTime = trace.wallStart + (monotonic - trace.monotonicStart);
    const above = parent?.bridged;
    const bridged = above === undefined ? bridgedRoot : above.startChild({ type: options.type, startTime });
    this.bridged = bridged;
    this.id = bridged?.spanId ?? newSpanId();
    this.traceId = trace.traceId;
    this.parentSpanId = parent ? parent.id : remoteParentId;
    this.name = capture.name(options.name);
    this.type = options.type;
    this.isEvent = isEvent;
    this.isRootSpan = parent === undefined;
    this.sequence = trace.spanCount++;
    this.#monotonicStart = monotonic;
    this.startTime = new Date(startTime);
    this.correlation = correlate(parent?.correlation, options, tracingOptions, options.tags, runtime.defaults, capture);
    if (trace.sampled) this.#captureStart(options);
    else this.#measureOnly(options);

    if (isEvent) {
      this.isEnded = true;
      this.endTime = this.startTime;
      // Closes what starts under the event.
      this.#owner = owner;
    } else {
      this.#open(owner);
    }
    runtime.measure('started', this);
    this.#emit('span.started');
    if (isEvent) {
      runtime.measure('ended', this);
      const passed = this.#emit('span.ended');
      bridged?.end(passed?.exportedSpan, startTime);
    }
  }

  get isRecording(): boolean {
    return this.trace.sampled;
  }

  get sampleWeight(): number | undefined {
    return this.trace.sampleWeight;
  }

  get traceState(): string | undefined {
    return this.trace.traceState;
  }

  get logger(): LoggerContext {
    this.#logger ??= this.#runtime.loggerOf(this);
    return this.#logger;
  }

  get metrics(): MetricsContext {
    this.#metrics ??= this.#runtime.metricsOf(this);
    return this.#metrics;
  }

  createChildSpan<C extends SpanType>(options: CreateSpanOptions<C>): Span<C> {
    return this.startChild(options as CreateSpanOptions, undefined) as unknown as Span<C>;
  }

  createEventSpan<C extends SpanType>(options: CreateEventSpanOptions<C>): Span<C> {
    const event = new RecordedSpan(
      this.#runtime,
      this.trace,
      this,
      this,
      undefined,
      options as CreateEventSpanOptions,
      undefined,
      true,
      undefined,
    );
    return event as unknown as Span<C>;
  }

  /** Whether this pipeline records the span: the child of a span is recorded where the span is. */
  isRecordedBy(runtime: SpanRuntime): boolean {
    return this.#runtime === runtime;
  }

  /** A child with tracing options of its own, such as another session. */
  startChild(options: CreateSpanOptions, tracingOptions: TracingOptions | undefined): RecordedSpan {
    // A span that has ended closes nothing any more: what starts under it is on its own, and so is its end.
    return new RecordedSpan(
      this.#runtime,
      this.trace,
      this,
      this.#liveOwner(),
      undefined,
      options,
      tracingOptions,
      false,
      undefined,
    );
  }

  update(options: UpdateSpanOptions): void {
    if (this.isEnded || !options) return;
    this.#merge(options);
    this.#emit('span.updated');
  }

  error(options: SpanErrorOptions): void {
    if (this.isEnded || !options) return;
    this.errorInfo = toErrorInfo(options.error, this.#runtime.capture);
    this.bytes += this.#runtime.capture.takeBytes();
    if (options.endReason) this.endReason = options.endReason;
    this.#merge(options);
    this.#emit('span.error');
    if (options.endSpan !== false) this.end();
  }

  end(options?: EndSpanOptions): void {
    if (this.isEnded) return;
    if (options) {
      if (options.endReason) this.endReason = options.endReason;
      this.#merge(options);
    }
    this.#closeChildren();
    const elapsed = this.#runtime.clock.monotonic() - this.#monotonicStart;
    this.durationMs = elapsed;
    const endTime = this.trace.wallStart + (this.#monotonicStart - this.trace.monotonicStart) + elapsed;
    this.endTime = new Date(endTime);
    this.isEnded = true;
    this.#close();
    this.#runtime.measure('ended', this);
    const passed = this.#emit('span.ended');
    this.bridged?.end(passed?.exportedSpan, endTime);
  }

  addScore(score: ScoreInput | readonly ScoreInput[]): void {
    for (const one of asArray(score)) this.#runtime.addScore(this, one);
  }

  addFeedback(feedback: FeedbackInput | readonly FeedbackInput[]): void {
    for (const one of asArray(feedback)) this.#runtime.addFeedback(this, one);
  }

  #captureStart(options: CreateEventSpanOptions): void {
    const { capture } = this.#runtime;
    const { trace } = this;
    if (options.input !== undefined && !trace.hideInput) this.input = capture.value(options.input, 'input');
    if (options.output !== undefined && !trace.hideOutput) this.output = capture.value(options.output, 'output');
    if (options.attributes) this.attributes = capture.record(options.attributes, 'attributes') as SpanAttributes;
    if (options.metadata) this.metadata = capture.record(options.metadata, 'metadata');
    if (options.links) this.links = capture.value(options.links) as readonly SpanLink[];
    this.bytes = capture.takeBytes();
  }

  #merge(options: UpdateSpanOptions): void {
    if (!this.trace.sampled) {
      this.#measureOnly(options);
      return;
    }
    const { capture } = this.#runtime;
    if (options.input !== undefined && !this.trace.hideInput) this.input = capture.value(options.input, 'input');
    if (options.output !== undefined && !this.trace.hideOutput) this.output = capture.value(options.output, 'output');
    if (options.attributes) {
      const added = capture.record(options.attributes, 'attributes');
      this.attributes = (this.attributes ? { ...this.attributes, ...added } : added) as SpanAttributes;
    }
    if (options.metadata) {
      const added = capture.record(options.metadata, 'metadata');
      this.metadata = this.metadata ? { ...this.metadata, ...added } : added;
    }
    this.bytes += capture.takeBytes();
  }

  #measureOnly({ attributes }: UpdateSpanOptions): void {
    if (attributes) this.attributes = measuredAttributes(this.type, this.attributes, attributes, this.#runtime.capture);
  }

  #emit(type: TracingEvent['type']): TracingEvent | undefined {
    if (!this.trace.sampled) {
      this.#runtime.sampledOut();
      return undefined;
    }
    const exportedSpan = new SpanSnapshot(this);
    return this.#runtime.emit(
      type === 'span.error' ? { type, exportedSpan, error: this.errorInfo! } : { type, exportedSpan },
    );
  }

  #liveOwner(): OpenSpans {
    let owner: OpenSpans = this;
    while (owner instanceof RecordedSpan && owner.isEnded) owner = owner.#owner!;
    return owner;
  }

  #open(owner: OpenSpans): void {
    this.#owner = owner;
    const first = owner.firstOpen;
    if (first) {
      first.#previousOpen = this;
      this.#nextOpen = first;
    }
    owner.firstOpen = this;
  }

  #close(): void {
    const next = this.#nextOpen;
    const previous = this.#previousOpen;
    if (next) next.#previousOpen = previous;
    if (previous) previous.#nextOpen = next;
    else if (this.#owner) this.#owner.firstOpen = next;
    this.#nextOpen = undefined;
    this.#previousOpen = undefined;
  }

  #closeChildren(): void {
    while (this.firstOpen) this.firstOpen.end({ endReason: this.endReason ?? 'abandoned' });
  }
}

function asArray<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
