import type { Span, SpanType, TracingContext } from '../types/index.ts';
import { noOpLoggerContext, noOpMetricsContext } from './context.ts';

const ignore = (): void => undefined;

/** Stands in for a span where nothing observes: its children are itself, and its ids are empty. */
export const noOpSpan: Span = Object.freeze({
  id: '',
  traceId: '',
  type: 'generic' as SpanType,
  name: '',
  isEnded: false,
  isRecording: false,
  isRootSpan: false,
  correlation: Object.freeze({}),
  logger: noOpLoggerContext,
  metrics: noOpMetricsContext,
  createChildSpan: () => noOpSpan as never,
  createEventSpan: () => noOpSpan as never,
  update: ignore,
  error: ignore,
  end: ignore,
  addScore: ignore,
  addFeedback: ignore,
});

export const noOpTracingContext: TracingContext = Object.freeze({});
