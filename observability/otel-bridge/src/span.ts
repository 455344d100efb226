import type { AnyExportedSpan, BridgeSpanOptions, OpenBridgedSpan } from '@mastra/core/observability';
import { type Context, type Span, trace } from '@opentelemetry/api';
import { contextBelow, INNERMOST, type InContext, runWithin } from './otel-context.ts';

/** What the spans of one bridge have in common. */
export interface SpanMaker {
  /** `undefined` where OpenTelemetry does not record. */
  start(options: BridgeSpanOptions, parent: Context): OtelSpan | undefined;
  /** Writes what was recorded of one of our spans onto its counterpart. */
  describe(span: Span, exported: AnyExportedSpan): void;
  failed(error: unknown): void;
}

/** The OpenTelemetry span that stands for one of ours. */
export class OtelSpan implements OpenBridgedSpan, InContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly #span: Span;
  readonly #maker: SpanMaker;
  readonly #parentContext: Context;
  #ownContext: Context | undefined;

  constructor(span: Span, parentContext: Context, maker: SpanMaker) {
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    this.spanId = spanId;
    this.#span = span;
    this.#maker = maker;
    this.#parentContext = parentContext;
  }

  /** What was in the parent's context, such as baggage, with this span active. */
  get otelContext(): Context {
    this.#ownContext ??= trace.setSpan(this.#parentContext, this.#span).setValue(INNERMOST, this);
    return this.#ownContext;
  }

  run<T>(fn: () => T): T {
    return runWithin(this.otelContext, fn, error => this.#maker.failed(error));
  }

  startChild(options: BridgeSpanOptions): OtelSpan | undefined {
    try {
      return this.#maker.start(options, contextBelow(this));
    } catch (error) {
      this.#maker.failed(error);
      return undefined;
    }
  }

  end(exportedSpan: AnyExportedSpan | undefined, endTime: number): void {
    const span = this.#span;
    // Not sampled, or ended already by somebody who took it from the context.
    if (!span.isRecording()) return;
    try {
      if (exportedSpan) this.#maker.describe(span, exportedSpan);
    } catch (error) {
      this.#maker.failed(error);
    }
    try {
      span.end(endTime);
    } catch (error) {
      this.#maker.failed(error);
    }
  }
}
