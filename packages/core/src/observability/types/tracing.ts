import type { BridgedSpan } from './bridged-span.ts';
import type { LoggerContext, MetricsContext } from './context.ts';
import type { CorrelationContext, EntityType } from './correlation.ts';
import type { FeedbackInput } from './feedback.ts';
import type { ScoreInput } from './scores.ts';
import type { SpanAttributes, SpanType } from './span-types.ts';
import type { UsageAccount } from './usage-account.ts';

/** An error as a span and an event carry it. */
export interface SpanErrorInfo {
  readonly message: string;
  /** The error's class, for example `TypeError`. */
  readonly name?: string;
  /** The stable code of a `MastraError`, or the `code` of a system error. */
  readonly id?: string;
  readonly domain?: string;
  readonly category?: string;
  readonly stack?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** What it was caused by, and so on: up to five errors deep. */
  readonly cause?: SpanErrorInfo;
}

/** Why a span ended other than by its own `end()`. */
export const SPAN_END_REASONS = ['aborted', 'timeout', 'tripwire', 'suspended', 'abandoned', 'shutdown'] as const;

export type SpanEndReason = (typeof SPAN_END_REASONS)[number];

/** Another span that this one relates to without being its child. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * A span as exporters receive it: a complete picture of the moment that its event tells of, made of JSON values and
 * dates. All exporters share one object, so nobody may change it.
 */
export interface ExportedSpan<T extends SpanType = SpanType> extends CorrelationContext {
  /** 16 hex digits. */
  readonly id: string;
  /** 32 hex digits. */
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly type: T;
  readonly startTime: Date;
  /** Absent while the span runs. */
  readonly endTime?: Date;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly attributes?: SpanAttributes<T>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly errorInfo?: SpanErrorInfo;
  readonly links?: readonly SpanLink[];
  /** `true` for a point in time rather than a stretch of it. */
  readonly isEvent: boolean;
  readonly isRootSpan: boolean;
  /**
   * Orders the spans of a trace that begin in the same millisecond: the lower one began earlier. Spans of a process are
   * counted within their trace, from 0; spans from elsewhere may have the microseconds of their start.
   */
  readonly sequence?: number;
  /** Set when the span did not end by itself: its parent closed it, the run was aborted, … */
  readonly endReason?: SpanEndReason;
  /**
   * How many traces this one stands for, where sampling kept it: 1 divided by the probability with which it was kept.
   * Sums of weights are estimates of the counts before sampling. Absent means 1.
   */
  readonly sampleWeight?: number;
}

export type AnyExportedSpan = ExportedSpan<SpanType>;

/** What a run is told about itself from outside. Given to `generate`, `stream`, `start` and `startSpan`. */
export interface TracingOptions {
  readonly runId?: string;
  readonly threadId?: string;
  readonly requestId?: string;
  /**
   * Groups the traces of one multi-turn conversation. Where it is absent it comes from the parent span, the incoming
   * carrier, the thread id or `defaultSessionId`, in that order.
   */
  readonly sessionId?: string;
  readonly userId?: string;
  readonly organizationId?: string;
  readonly resourceId?: string;
  readonly environment?: string;
  readonly source?: string;
  readonly experimentId?: string;
  /** Kept on the root span. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  /** Continue this trace (32 hex digits) instead of starting one. */
  readonly traceId?: string;
  /** The span of another process (16 hex digits) under which the root is hung. */
  readonly parentSpanId?: string;
  /** The sampling decision of the process that the trace comes from; `false` keeps the trace out here too. */
  readonly sampled?: boolean;
  /** The W3C `tracestate` that came with the trace, handed on unchanged. */
  readonly traceState?: string;
  /** The W3C `baggage` of others that came with the trace, handed on unchanged. */
  readonly baggage?: string;
  /** As `waitUntil` of the configuration, for one run: where the platform has one for each request. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /** Values of the request context that are copied into the root span's metadata; dots reach into objects. */
  readonly requestContextKeys?: readonly string[];
  /** Leave inputs out of every span of the run. */
  readonly hideInput?: boolean;
  /** Leave outputs out of every span of the run. */
  readonly hideOutput?: boolean;
}

/** What a tool, a step and a processor can read of the run that they are part of. */
export interface TracingContext {
  readonly currentSpan?: Span;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly sessionId?: string;
  readonly threadId?: string;
  readonly runId?: string;
  readonly requestId?: string;
}

/** The named thing that a span is about. */
export interface SpanEntity {
  readonly entityType?: EntityType;
  readonly entityId?: string;
  readonly entityName?: string;
}

export interface CreateSpanOptions<T extends SpanType = SpanType> extends SpanEntity {
  readonly type: T;
  readonly name: string;
  readonly input?: unknown;
  readonly attributes?: SpanAttributes<T>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  readonly links?: readonly SpanLink[];
}

export interface CreateEventSpanOptions<T extends SpanType = SpanType> extends CreateSpanOptions<T> {
  readonly output?: unknown;
}

export interface StartSpanOptions<T extends SpanType = SpanType> extends CreateSpanOptions<T> {
  /** The span becomes a child of this one; without it, of the ambient span; `null` makes a root. */
  readonly parent?: Span | null;
  readonly tracingOptions?: TracingOptions;
  /** Where `requestContextKeys` are read from. */
  readonly requestContext?: { get(key: string): unknown };
}

export interface UpdateSpanOptions<T extends SpanType = SpanType> {
  readonly input?: unknown;
  readonly output?: unknown;
  /** Merged into what is there. */
  readonly attributes?: Partial<SpanAttributes<T>>;
  /** Merged into what is there. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface EndSpanOptions<T extends SpanType = SpanType> {
  readonly output?: unknown;
  readonly attributes?: Partial<SpanAttributes<T>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Why the span ended, where it did not end by itself. */
  readonly endReason?: SpanEndReason;
}

export interface SpanErrorOptions<T extends SpanType = SpanType> {
  readonly error: unknown;
  /** End the span as well. @default true */
  readonly endSpan?: boolean;
  readonly attributes?: Partial<SpanAttributes<T>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly endReason?: SpanEndReason;
}

/** A span that is being recorded, or the no-op that stands in for one. No method ever throws. */
export interface Span<T extends SpanType = SpanType> {
  readonly id: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly type: T;
  readonly name: string;
  readonly isEnded: boolean;
  /** `false` when sampling left this trace out, or nothing observes at all. */
  readonly isRecording: boolean;
  readonly isRootSpan: boolean;
  readonly parent?: Span;
  readonly correlation: CorrelationContext;
  /** The W3C `tracestate` that came with the trace. */
  readonly traceState?: string;
  /** The W3C `baggage` of others that came with the trace. */
  readonly baggage?: string;
  /** Counts what the run that the span belongs to uses. Absent outside of runs, and where nothing observes. */
  readonly account?: UsageAccount;
  /** As they are recorded: copies, masked, and with what the pipeline added, such as a cost. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** What stands for this span in another tracing system, where there is a bridge to one. */
  readonly bridged?: BridgedSpan;
  /** Writes logs that belong to this span. */
  readonly logger: LoggerContext;
  /** Takes measurements that belong to this span. */
  readonly metrics: MetricsContext;

  createChildSpan<C extends SpanType>(options: CreateSpanOptions<C>): Span<C>;
  createEventSpan<C extends SpanType>(options: CreateEventSpanOptions<C>): Span<C>;
  update(options: UpdateSpanOptions<T>): void;
  /** Records an error and, unless `endSpan` is `false`, ends the span. */
  error(options: SpanErrorOptions<T>): void;
  /** Ends the span and every child that is still open. Later calls do nothing. */
  end(options?: EndSpanOptions<T>): void;
  addScore(score: ScoreInput | readonly ScoreInput[]): void;
  addFeedback(feedback: FeedbackInput | readonly FeedbackInput[]): void;
}

export type AnySpan = Span<SpanType>;
