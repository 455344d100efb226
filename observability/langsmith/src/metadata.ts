import type {
  AnyExportedSpan,
  CorrelationContext,
  CorrelationTextField,
  ModelGenerationAttributes,
} from '@mastra/core/observability';
import { modelMetadata } from './model-metadata.ts';
import { BILLED_TYPES, RUN_TYPES } from './run-types.ts';

type PlainField = Exclude<CorrelationTextField, 'sessionId' | 'threadId'>;

const CORRELATION_KEYS: Readonly<Record<PlainField, string>> = {
  entityType: 'entity_type',
  entityId: 'entity_id',
  entityName: 'entity_name',
  parentEntityType: 'parent_entity_type',
  parentEntityId: 'parent_entity_id',
  parentEntityName: 'parent_entity_name',
  rootEntityType: 'root_entity_type',
  rootEntityId: 'root_entity_id',
  rootEntityName: 'root_entity_name',
  userId: 'user_id',
  organizationId: 'organization_id',
  resourceId: 'resource_id',
  runId: 'run_id',
  requestId: 'request_id',
  environment: 'environment',
  serviceName: 'service_name',
  source: 'source',
  experimentId: 'experiment_id',
};

export function correlationMetadata(correlation: CorrelationContext | undefined): Record<string, unknown> {
  if (!correlation) return {};
  const metadata: Record<string, unknown> = {};
  for (const [field, key] of Object.entries(CORRELATION_KEYS)) {
    const value = correlation[field as PlainField];
    if (value !== undefined) metadata[key] = value;
  }
  return { ...metadata, ...threadMetadata(correlation) };
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
