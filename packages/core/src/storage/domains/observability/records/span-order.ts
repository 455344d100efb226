import { compareText } from '../shared/text.ts';
import type { SpanRow } from './rows.ts';

/**
 * The order of the spans of a trace: by start; in one millisecond roots first, then by `sequence` (absent counts as 0),
 * then by span id.
 */
export function compareSpans(
  a: Pick<SpanRow, 'startedAt' | 'parentSpanId' | 'sequence' | 'spanId'>,
  b: Pick<SpanRow, 'startedAt' | 'parentSpanId' | 'sequence' | 'spanId'>,
): number {
  return (
    a.startedAt - b.startedAt ||
    Number(isChild(a)) - Number(isChild(b)) ||
    (a.sequence ?? 0) - (b.sequence ?? 0) ||
    compareText(a.spanId, b.spanId)
  );
}

const isChild = ({ parentSpanId }: Pick<SpanRow, 'parentSpanId'>) =>
  parentSpanId !== undefined && parentSpanId !== null;
