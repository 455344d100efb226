import { compareText, type SpanRow, spanStatus } from '@mastra/core/storage';
import { TABLES, TRACES } from './columns.ts';
import { lineEncoder, quote } from './encode.ts';

/** A span with what the store derives for it. */
export interface StoredSpan {
  readonly row: SpanRow;
  /** For a span that lists show: an error on another span of the trace. */
  readonly hasChildError: boolean;
}

const derived = {
  status: ({ row }: StoredSpan) => quote(spanStatus(row, null)),
  has_child_error: ({ hasChildError }: StoredSpan) => String(hasChildError),
};

/** A key of one text that no other pair of ids has. */
export function spanKey(traceId: string, spanId: string): string {
  return `${traceId.length}:${traceId}${spanId}`;
}

const rowOf = ({ row }: StoredSpan) => row;

export const spanLines = lineEncoder(TABLES.tracing, rowOf, derived);
export const traceLines = lineEncoder(TRACES, rowOf, derived);

/** The order of the spans of a trace. */
export function isEarlier(
  a: { readonly startedAt: number; readonly spanId: string },
  b: { readonly startedAt: number; readonly spanId: string },
): boolean {
  return a.startedAt === b.startedAt ? compareText(a.spanId, b.spanId) < 0 : a.startedAt < b.startedAt;
}
