import { type AnyExportedSpan, errorText } from '@mastra/core/observability';
import { spanMetadata } from './metadata.ts';
import type { Places } from './places.ts';
import type { Row } from './row.ts';
import { spanMetrics } from './span-metrics.ts';
import { ROW_TYPES, SCORER_TYPES } from './span-types.ts';

/** A span as a row. Merged into what is there, so that a running span, its end and a repeated write are one row. */
export function spanRow(span: AnyExportedSpan, places: Places): Row {
  const { id, place } = places.ofSpan(span);
  const isTop = place.span_parents === undefined;
  return {
    id,
    ...place,
    _is_merge: true,
    span_attributes: {
      name: span.name,
      type: ROW_TYPES[span.type],
      ...(SCORER_TYPES.has(span.type) && { purpose: 'scorer' }),
    },
    input: span.type === 'model_generation' ? messagesOf(span.input) : span.input,
    output: span.output,
    ...(span.errorInfo && { error: errorText(span.errorInfo) }),
    metadata: spanMetadata(span),
    metrics: spanMetrics(span),
    // Braintrust refuses a tag that is there twice, and keeps the tags of a trace at its top.
    ...(isTop && span.tags?.length && { tags: [...new Set(span.tags)] }),
  };
}

/** A prompt as the list of messages that Braintrust shows, and opens in its playground. */
function messagesOf(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Object.keys(input).length !== 1) return input;
  const { messages } = input as { messages?: unknown };
  return Array.isArray(messages) ? messages : input;
}
