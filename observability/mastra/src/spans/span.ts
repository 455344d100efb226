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
import { payloadBytes } from './payload-bytes.ts';
import { readableOptions, readableStart, readableTracingOptions } from './readable-options.ts';

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
  /** Called last in the life of a root, kept or not. */
  rootEnded(root: RecordedSpan): void;
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
  /** Whether tail sampling decides about the trace when it has ended. */
  readonly isTail: boolean;
  readonly hideInput: boolean;
  readonly hideOutput: boolean;
  readonly traceState: string | undefined;
  readonly baggage: string | undefined;
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
    // All options are read before anything else happens: what throws while it is read leaves nothing half begun.
    const { type } = options;
    this.name = capture.name(options.name);
    this.type = typeof type === 'string' ? type : 'generic';
    this.correlation = correlate(parent?.correlation, options, tracingOptions, options.tags, runtime.defaults, capture);
    if (trace.sampled) this.#captureStart(options);
    else this.#measureOnly(options);
    const above = parent?.bridged;
    const bridged = above === undefined ? bridgedRoot : bridgeChild(above, this.type, startTime);
    this.bridged = bridged;
    this.id = bridged?.spanId ?? newSpanId();
    this.traceId = trace.traceId;
    this.parentSpanId = parent ? parent.id : remoteParentId;
    this.isEvent = isEvent;
    this.isRootSpan = parent === undefined;
    this.sequence = trace.spanCount++;
    this.#monotonicStart = monotonic;
    this.startTime = new Date(startTime);

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
      if (bridged) endBridged(bridged, passed, startTime);
    }
  }

  /** Starts a span. Options that throw when they are read are left out. */
  static start(
    runtime: SpanRuntime,
    trace: TraceState,
    parent: RecordedSpan | undefined,
    owner: OpenSpans,
    remoteParentId: string | undefined,
    options: CreateEventSpanOptions,
    tracingOptions: TracingOptions | undefined,
    isEvent: boolean,
    bridged: OpenBridgedSpan | undefined,
  ): RecordedSpan {
    try {
      return new RecordedSpan(runtime, trace, parent, owner, remoteParentId, options, tracingOptions, isEvent, bridged);
    } catch {
      const readable = readableStart(options ?? {});
      const tracing = readableTracingOptions(tracingOptions);
      return new RecordedSpan(runtime, trace, parent, owner, remoteParentId, readable, tracing, isEvent, bridged);
    }
  }

  /**
   * Ends every span that is open below `top`, innermost first, one at each step. Without recursion, so that spans may be
   * nested as deep as they like.
   */
  static *closing(top: OpenSpans, reason: SpanEndReason): Generator<void, void, void> {
    let at: OpenSpans = top;
    for (;;) {
      while (at.firstOpen) at = at.firstOpen;
      if (!(at instanceof RecordedSpan) || at === top) return;
      const owner: OpenSpans = at.#owner ?? top;
      at.endReason = reason;
      at.#finish();
      at = owner;
      yield;
    }
  }

  get isRecording(): boolean {
    return this.trace.sampled;
  }

  /** The next one in the list of open spans that this span is in. */
  get nextOpen(): RecordedSpan | undefined {
    return this.#nextOpen;
  }

  get sampleWeight(): number | undefined {
    return this.trace.sampleWeight;
  }

  get traceState(): string | undefined {
    return this.trace.traceState;
  }

  get baggage(): string | undefined {
    return this.trace.baggage;
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
    const event = RecordedSpan.start(
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

  /** Whether it is a span that this pipeline records: the child of a span is recorded where the span is. */
  static isOf(span: unknown, runtime: SpanRuntime): span is RecordedSpan {
    return typeof span === 'object' && span !== null && #runtime in span && span.#runtime === runtime;
  }

  /** A child with tracing options of its own, such as another session. */
  startChild(options: CreateSpanOptions, tracingOptions: TracingOptions | undefined): RecordedSpan {
    // A span that has ended closes nothing any more: what starts under it is on its own, and so is its end.
    return RecordedSpan.start(
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
    const { error, endSpan, endReason } = this.#readError(options);
    const replaced = this.errorInfo;
    this.errorInfo = toErrorInfo(error, this.#runtime.capture);
    this.#count(replaced);
    if (endReason) this.endReason = endReason;
    this.#merge(options);
    this.#emit('span.error');
    if (endSpan !== false) this.end();
  }

  end(options?: EndSpanOptions): void {
    if (this.isEnded) return;
    if (options) this.#merge(options);
    if (this.firstOpen) this.#closeChildren();
    this.#finish();
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

  #readError(options: SpanErrorOptions): SpanErrorOptions {
    try {
      const { error, endSpan, endReason } = options;
      return { error, endSpan, endReason };
    } catch {
      return readableOptions(options);
    }
  }

  /** What cannot be read is left out. */
  #merge(options: EndSpanOptions & UpdateSpanOptions): void {
    try {
      this.#mergeRead(options);
    } catch {
      this.#mergeRead(readableOptions(options));
    }
  }

  #mergeRead(options: EndSpanOptions & UpdateSpanOptions): void {
    const { endReason } = options;
    if (endReason) this.endReason = endReason;
    if (!this.trace.sampled) {
      this.#measureOnly(options);
      return;
    }
    const { capture } = this.#runtime;
    const { input, output, attributes, metadata } = options;
    if (input !== undefined && !this.trace.hideInput) {
      const replaced = this.input;
      this.input = capture.value(input, 'input');
      this.#count(replaced);
    }
    if (output !== undefined && !this.trace.hideOutput) {
      const replaced = this.output;
      this.output = capture.value(output, 'output');
      this.#count(replaced);
    }
    if (attributes) {
      const known = this.attributes;
      const added = capture.record(attributes, 'attributes');
      this.attributes = (known ? { ...known, ...added } : added) as SpanAttributes;
      this.#count(known && replacedIn(known, added));
    }
    if (metadata) {
      const known = this.metadata;
      const added = capture.record(metadata, 'metadata');
      this.metadata = known ? { ...known, ...added } : added;
      this.#count(known && replacedIn(known, added));
    }
  }

  /** Adds the bytes that were captured since the last time, and takes off those of the value that they replace. */
  #count(replaced: unknown): void {
    const added = this.#runtime.capture.takeBytes();
    this.bytes = replaced === undefined ? this.bytes + added : Math.max(0, this.bytes - payloadBytes(replaced)) + added;
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

  /** The nearest span above that is open, this one included, or the list of open roots. */
  #liveOwner(): OpenSpans {
    if (!this.isEnded) return this;
    let owner: OpenSpans = this.#owner!;
    while (owner instanceof RecordedSpan && owner.isEnded) owner = owner.#owner!;
    this.#owner = owner;
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
    const steps = RecordedSpan.closing(this, this.endReason ?? 'abandoned');
    while (!steps.next().done);
  }

  #finish(): void {
    if (this.isEnded) return;
    const elapsed = this.#runtime.clock.monotonic() - this.#monotonicStart;
    this.durationMs = elapsed;
    const endTime = this.trace.wallStart + (this.#monotonicStart - this.trace.monotonicStart) + elapsed;
    this.endTime = new Date(endTime);
    this.isEnded = true;
    this.#close();
    this.#runtime.measure('ended', this);
    const passed = this.#emit('span.ended');
    if (this.bridged) endBridged(this.bridged, passed, endTime);
    if (this.parent === undefined) this.#runtime.rootEnded(this);
  }
}

/** Elements that cannot be read are one value, which is refused as unreadable. */
function asArray<T>(value: T | readonly T[]): readonly T[] {
  try {
    return Array.isArray(value) ? [...value] : [value as T];
  } catch {
    return [undefined as T];
  }
}

/** The values of known names that are given anew. */
function replacedIn(known: object, added: object | undefined): object | undefined {
  let replaced: Record<string, unknown> | undefined;
  for (const key in added) {
    if (!Object.hasOwn(known, key)) continue;
    replaced ??= {};
    replaced[key] = (known as Readonly<Record<string, unknown>>)[key];
  }
  return replaced;
}

/** A bridged system that fails costs its own span and no other. */
function bridgeChild(above: OpenBridgedSpan, type: SpanType, startTime: number): OpenBridgedSpan | undefined {
  try {
    return above.startChild({ type, startTime });
  } catch {
    return undefined;
  }
}

function endBridged(bridged: OpenBridgedSpan, passed: TracingEvent | undefined, endTime: number): void {
  try {
    bridged.end(passed?.exportedSpan, endTime);
  } catch {
    // The span is recorded here, whatever becomes of its counterpart.
  }
}

/** All spans that run and are recorded, of this list and below it. */
export function* openSpansOf(spans: OpenSpans): Generator<RecordedSpan, void> {
  const waiting = [spans];
  for (let owner = waiting.pop(); owner !== undefined; owner = waiting.pop()) {
    for (let span = owner.firstOpen; span !== undefined; span = span.nextOpen) {
      if (span.isRecording) yield span;
      waiting.push(span);
    }
  }
}
