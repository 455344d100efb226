import { createHash } from 'node:crypto';
import { uuidOf } from '@mastra/observability/exporters';

/**
 * The row of a span. The row of a trace's root has the trace id itself, so that feedback that knows no more than the trace
 * finds it, in any process.
 */
export const spanRowId = (traceId: string, spanId: string, isTraceRoot: boolean): string =>
  isTraceRoot ? traceId : `${traceId}-${spanId}`;

/** 16 hex digits for a row that is no span of ours, the same for the same thing. */
export function derivedSpanId(kind: 'score' | 'feedback' | 'log', id: string): string {
  return createHash('sha256').update(`${kind}:${id}`).digest('hex').slice(0, 16);
}

/** A comment's id, which is a UUID where the vendor's SDK makes it. */
export function commentId(feedbackId: string): string {
  return uuidOf(createHash('sha256').update(`comment:${feedbackId}`).digest(), 8);
}
