import { getAmbientSpan } from './ambient.ts';
import { noOpLoggerContext, noOpMetricsContext, noOpTracingContext } from './no-op/index.ts';
import type {
  AnySpan,
  LoggerContext,
  MetricsContext,
  ObservabilityContextMixin,
  TracingContext,
} from './types/index.ts';

/** The tracing context of a span: the span and the ids that its run goes by. */
export function tracingContextOf(span: AnySpan): TracingContext {
  const { sessionId, threadId, runId, requestId } = span.correlation;
  return { currentSpan: span, traceId: span.traceId, spanId: span.id, sessionId, threadId, runId, requestId };
}

/**
 * What a tool, a step or a processor gets in its context: the only place that chooses between real and no-op. Explicit
 * arguments win; what is missing comes from the current span, then from the ambient one, and only then does nothing.
 *
 * @example
 * const { logger, metrics, tracing } = createObservabilityContext(tracingContextOf(span));
 */
export function createObservabilityContext(
  tracing?: TracingContext,
  logger?: LoggerContext,
  metrics?: MetricsContext,
): ObservabilityContextMixin {
  const span = tracing?.currentSpan ?? getAmbientSpan();
  const resolved = tracing?.currentSpan || !span || !span.traceId ? tracing : { ...tracingContextOf(span), ...tracing };
  const context = resolved ?? noOpTracingContext;
  return {
    tracing: context,
    logger: logger ?? span?.logger ?? noOpLoggerContext,
    metrics: metrics ?? span?.metrics ?? noOpMetricsContext,
    tracingContext: context,
  };
}
