import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type Span,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace';

/** OpenTelemetry's own SDK, registered as a program would, with its spans in memory. */
export class Telemetry {
  readonly provider: TracerProvider;
  readonly #memory = new InMemorySpanExporter();
  readonly #started: Span[] = [];

  constructor(options: TracerProviderOptions = {}) {
    const { spanProcessors = [], ...rest } = options;
    const nothing = async () => undefined;
    const counting = {
      onStart: (span: Span) => {
        this.#started.push(span);
      },
      onEnd: () => undefined,
      forceFlush: nothing,
      shutdown: nothing,
    };
    this.provider = new TracerProvider({
      ...rest,
      spanProcessors: [...spanProcessors, counting, new SimpleSpanProcessor({ exporter: this.#memory })],
    });
  }

  /** Becomes the process's OpenTelemetry until `unregister`. */
  register(): this {
    trace.setGlobalTracerProvider(this.provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    return this;
  }

  /** Forgets what was recorded. */
  reset(): void {
    this.#memory.reset();
    this.#started.length = 0;
  }

  /** All spans that ended, in the order of their start. */
  get spans(): readonly ReadableSpan[] {
    const ended = new Set(this.#memory.getFinishedSpans());
    return this.#started.filter(span => ended.has(span));
  }

  /** The names of spans that were started and not ended. */
  get open(): readonly string[] {
    return this.#started.filter(span => !span.ended).map(span => span.name);
  }

  /** How many times the SDK was given an ended span: the same as `spans.length` unless one ended twice. */
  get endings(): number {
    return this.#memory.getFinishedSpans().length;
  }

  named(name: string): ReadableSpan {
    const found = this.spans.filter(span => span.name === name);
    if (found.length !== 1) throw new Error(`${found.length} spans are named ${name}: ${this.spans.map(s => s.name)}`);
    return found[0]!;
  }

  /** The spans as an indented tree, in order of their start, with every kind but INTERNAL. */
  get tree(): string {
    const { spans } = this;
    const ids = new Set(spans.map(idOf));
    const lines: string[] = [];
    const visit = (span: ReadableSpan, depth: number) => {
      const kind = span.kind === SpanKind.INTERNAL ? '' : ` (${SpanKind[span.kind]})`;
      lines.push(`${'  '.repeat(depth)}${span.name}${kind}`);
      for (const child of spans) if (parentIdOf(child) === idOf(span)) visit(child, depth + 1);
    };
    for (const span of spans) if (!ids.has(parentIdOf(span) ?? '')) visit(span, 0);
    return lines.join('\n');
  }
}

/** The process is without OpenTelemetry again. */
export function unregister(): void {
  trace.disable();
  context.disable();
  propagation.disable();
}

export function idOf(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  return `${traceId}/${spanId}`;
}

export function parentIdOf({ parentSpanContext }: ReadableSpan): string | undefined {
  return parentSpanContext && `${parentSpanContext.traceId}/${parentSpanContext.spanId}`;
}
