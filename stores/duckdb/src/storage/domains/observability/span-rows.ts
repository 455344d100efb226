import type { AnyExportedSpan, ObservabilityEvent } from '@mastra/core/observability';
import { compareText, payloadOf, type SpanRow, wellFormed } from '@mastra/core/storage';

/** What the store has to know of a span, beside its line. */
export interface SpanHead {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** Present means that the span failed. */
  readonly error?: unknown;
}

/** A span with what the store derives for it. */
export interface StoredSpan {
  readonly row: SpanHead;
  /** For a span that lists show: an error on another span of the trace. */
  readonly hasChildError: boolean;
}

export function headOfRow({ traceId, spanId, parentSpanId, startedAt, endedAt, error }: SpanRow): SpanHead {
  return { traceId, spanId, parentSpanId, startedAt, endedAt, error };
}

/** `undefined` for a span that has to be looked at as a record. */
export function headOfEvent(event: ObservabilityEvent): SpanHead | undefined {
  const span = payloadOf('tracing', event) as AnyExportedSpan | undefined;
  if (!span || !isId(span.traceId) || !isId(span.id) || !(span.startTime instanceof Date)) return undefined;
  const { parentSpanId, endTime, errorInfo } = span;
  if (parentSpanId !== undefined && !isId(parentSpanId)) return undefined;
  if (endTime !== undefined && !(endTime instanceof Date)) return undefined;
  if (errorInfo === null) return undefined;
  const startedAt = span.startTime.getTime();
  return {
    traceId: wellFormed(span.traceId),
    spanId: wellFormed(span.id),
    parentSpanId: parentSpanId === undefined ? undefined : wellFormed(parentSpanId),
    startedAt,
    endedAt: endTime?.getTime() ?? (span.isEvent === true ? startedAt : undefined),
    error: errorInfo,
  };
}

const isId = (value: unknown) => typeof value === 'string' && value !== '';

/** A key of one text that no other pair of ids has. */
export function spanKey(traceId: string, spanId: string): string {
  return `${traceId.length}:${traceId}${spanId}`;
}

/** Which of two spans lists show for a trace without a root. */
export function isEarlier(
  a: { readonly startedAt: number; readonly spanId: string },
  b: { readonly startedAt: number; readonly spanId: string },
): boolean {
  return a.startedAt === b.startedAt ? compareText(a.spanId, b.spanId) < 0 : a.startedAt < b.startedAt;
}
