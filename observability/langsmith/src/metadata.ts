import type { AnyExportedSpan, CorrelationContext, ModelGenerationAttributes } from '@mastra/core/observability';
import { correlationFields } from '@mastra/observability/exporters';
import { modelMetadata } from './model-metadata.ts';
import { BILLED_TYPES, RUN_TYPES } from './run-types.ts';

export function correlationMetadata(correlation: CorrelationContext | undefined): Record<string, unknown> {
  if (!correlation) return {};
  return { ...correlationFields(correlation, ['sessionId', 'threadId']), ...threadMetadata(correlation) };
}

/** Everything of a span that has no field of its own. Keys that the user gave win, except for those of the model. */
export function spanMetadata(span: AnyExportedSpan): Record<string, unknown> {
  const { errorInfo, links, endReason } = span;
  return {
    ...correlationMetadata(span),
    mastra_trace_id: span.traceId,
    mastra_span_id: span.id,
    ...(span.parentSpanId !== undefined && { mastra_parent_span_id: span.parentSpanId }),
    span_type: span.type,
    ...(span.isEvent && { is_event: true }),
    ...(endReason && { end_reason: endReason }),
    ...(links?.length && { links }),
    ...(errorInfo && { error: errorInfo }),
    ...attributeMetadata(span),
    ...span.metadata,
    ...(BILLED_TYPES.has(span.type) &&
      modelMetadata((span.attributes ?? {}) as ModelGenerationAttributes, RUN_TYPES[span.type] === 'llm')),
  };
}

/**
 * LangSmith makes a thread of the runs that share one of several keys. The session is what we call a conversation, so a
 * thread id beside it goes by another name.
 */
function threadMetadata({ sessionId, threadId }: CorrelationContext): Record<string, unknown> {
  if (sessionId === undefined) return threadId === undefined ? {} : { thread_id: threadId };
  return { session_id: sessionId, ...(threadId !== undefined && { mastra_thread_id: threadId }) };
}

/** What has a place of its own for a span that is billed. */
const PLACED: ReadonlySet<string> = new Set(['parameters', 'usage', 'costUsd', 'completionStartTime']);

function attributeMetadata(span: AnyExportedSpan): Record<string, unknown> {
  const isBilled = BILLED_TYPES.has(span.type);
  const rest = Object.entries(span.attributes ?? {}).filter(([key]) => !(isBilled && PLACED.has(key)));
  return rest.length > 0 ? { attributes: Object.fromEntries(rest) } : {};
}
