import type { OpenBridgedSpan } from '@mastra/core/observability';
import { context, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { runWithin } from './otel-context.ts';
import { standInFor } from './parent.ts';

/**
 * Stands for every span of a trace that our sampling left out: an OpenTelemetry span that is not sampled. What is
 * instrumented below it follows that decision, and so do the services that it calls.
 */
export class LeftOutTrace implements OpenBridgedSpan {
  readonly traceId: string;
  readonly spanId: undefined;
  readonly #span: Span;
  readonly #onFailure: (error: unknown) => void;

  constructor(traceId: string, onFailure: (error: unknown) => void) {
    this.traceId = traceId;
    this.#span = trace.wrapSpanContext({ traceId, spanId: standInFor(traceId), traceFlags: TraceFlags.NONE });
    this.#onFailure = onFailure;
  }

  run<T>(fn: () => T): T {
    const active = context.active();
    if (trace.getSpan(active) === this.#span) return fn();
    return runWithin(trace.setSpan(active, this.#span), fn, this.#onFailure);
  }

  startChild(): this {
    return this;
  }

  end(): void {
    // There is nothing that could be told.
  }
}
