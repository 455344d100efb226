import type { AnyExportedSpan, ObservabilityExporter, TracingEvent } from '@mastra/core/observability';

/** The trace of spans made by hand. */
export const TRACE = '69a42d40000000000000000000000a11';
/** When it began. */
export const START = new Date('2026-03-01T12:00:00.000Z');

/** So many milliseconds after the beginning. */
export const at = (ms: number): Date => new Date(START.getTime() + ms);

/** A span made by hand, which has ended. */
export function spanOf(id: string, more: Partial<AnyExportedSpan> = {}): AnyExportedSpan {
  return {
    id,
    traceId: TRACE,
    name: id,
    type: 'generic',
    startTime: START,
    endTime: at(100),
    isEvent: false,
    isRootSpan: more.parentSpanId === undefined,
    ...more,
  };
}

/** A span where its id does not matter. */
export const sampleSpan = (more: Partial<AnyExportedSpan> = {}): AnyExportedSpan =>
  spanOf(more.id ?? '00000000000000aa', more);

export const endedEvent = (exportedSpan: AnyExportedSpan): TracingEvent => ({ type: 'span.ended', exportedSpan });

/** Tells an exporter that a span has begun. */
export function begin(exporter: ObservabilityExporter, span: AnyExportedSpan): void {
  const exportedSpan = { ...span, endTime: undefined, output: undefined };
  void exporter.onTracingEvent?.({ type: 'span.started', exportedSpan });
}

/** Tells an exporter that spans have ended. */
export function end(exporter: ObservabilityExporter, ...spans: readonly AnyExportedSpan[]): void {
  for (const span of spans) void exporter.onTracingEvent?.(endedEvent(span));
}
