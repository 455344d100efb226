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

const spanFields = lineEncoder<SpanRow>(TABLES.tracing);
const traceFields = lineEncoder<SpanRow>(TRACES);

const withDerived = (line: string, span: StoredSpan) =>
  `${line.slice(0, -2)},"status":${derived.status(span)},"has_child_error":${derived.has_child_error(span)}}\n`;

export const spanLine = (span: StoredSpan): string => withDerived(spanFields(span.row), span);
export const traceLine = (span: StoredSpan): string => withDerived(traceFields(span.row), span);

/** The order of the spans of a trace. */
export function isEarlier(
  a: { readonly startedAt: number; readonly spanId: string },
  b: { readonly startedAt: number; readonly spanId: string },
): boolean {
  return a.startedAt === b.startedAt ? compareText(a.spanId, b.spanId) < 0 : a.startedAt < b.startedAt;
}
