import { getAmbientSpan, runInSpan } from '../observability/ambient.ts';
import { noOpSpan } from '../observability/no-op/index.ts';
import type {
  AnySpan,
  ObservabilityEntrypoint,
  Span,
  SpanType,
  StartSpanOptions,
} from '../observability/types/index.ts';

/** Whoever has pipelines to record with: the application, as its parts see it. */
export interface SpanSource {
  readonly observability: ObservabilityEntrypoint;
}

/**
 * Starts a span under `parent`, else under the ambient span, else as a root. Without an application the ambient span
 * records; where nothing records the no-op span comes back.
 */
export function startSpan<T extends SpanType>(source: SpanSource | undefined, options: StartSpanOptions<T>): Span<T> {
  const { tracingOptions, requestContext, parent, ...span } = options;
  const instance = source?.observability.getSelectedInstance({ tracingOptions, requestContext });
  if (instance) return instance.startSpan(options);
  const above = parent === undefined ? getAmbientSpan() : parent;
  return (above ?? (noOpSpan as AnySpan)).createChildSpan(span);
}

/** Runs a function inside a span. The no-op span is never made ambient: it would hide a real one further out. */
export function inSpan<T>(span: AnySpan, fn: () => T): T {
  return span.traceId === '' ? fn() : runInSpan(span, fn);
}
