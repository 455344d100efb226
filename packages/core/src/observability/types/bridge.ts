import type { BridgedSpan } from './bridged-span.ts';
import type { DiagnosticLogger } from './exporter.ts';
import type { SpanType } from './span-types.ts';
import type { AnyExportedSpan } from './tracing.ts';

/** A span that a trace is continued from: of another process, of another pipeline, or of the bridged system. */
export interface BridgeParent {
  readonly traceId: string;
  /** Absent where only the trace was given. */
  readonly spanId?: string;
  readonly sampled: boolean;
  /** The W3C `tracestate` that came with the trace. */
  readonly traceState?: string;
  /** Set where the parent is a span of ours that is bridged as well. */
  readonly bridged?: BridgedSpan;
}

/** What a bridge is told of a span when it starts. Nothing of the user's: that has not been redacted yet. */
export interface BridgeSpanOptions {
  readonly type: SpanType;
  /** Milliseconds since the epoch, and their fractions. */
  readonly startTime: number;
}

export interface BridgeTraceOptions extends BridgeSpanOptions {
  /** What the root is hung under; without it, under nothing. */
  readonly parent?: BridgeParent;
}

/** The other system's counterpart of a span that runs. No method throws. */
export interface OpenBridgedSpan extends BridgedSpan {
  /** `undefined` where the other system does not want this span; it and all below it are then on their own. */
  startChild(options: BridgeSpanOptions): OpenBridgedSpan | undefined;
  /**
   * Called once, however the span ended. What is exported has passed the processors; it is `undefined` where a processor
   * kept it back, and then nothing of it may be told.
   *
   * @param endTime milliseconds since the epoch, and their fractions
   */
  end(exportedSpan: AnyExportedSpan | undefined, endTime: number): void;
}

/**
 * Joins our traces with those of another tracing system in the same process, under common ids. Where an exporter sends
 * on what has been recorded, a bridge takes part while it happens. No method throws.
 */
export interface ObservabilityBridge {
  readonly name: string;
  /** Called once, before the first span. */
  init?(options: { readonly logger: DiagnosticLogger }): void;
  /** The other system's span that the calling code runs in. */
  activeSpan(): BridgeParent | undefined;
  /** Starts the counterpart of a root span. `undefined` where the other system does not record: nothing changes then. */
  startTrace(options: BridgeTraceOptions): OpenBridgedSpan | undefined;
  /** Keeps a trace that our sampling leaves out from being half recorded by the other system. */
  leaveOut?(traceId: string): OpenBridgedSpan | undefined;
  /** Runs what the pipeline does on its own behalf, such as exporting, so that the other system records none of it. */
  quietly?<T>(work: () => T): T;
}
