import type {
  AnyExportedSpan,
  CorrelationContext,
  CorrelationTextField,
  ModelGenerationAttributes,
} from '@mastra/core/observability';
import { BILLED_TYPES } from './span-types.ts';

/** Correlation under the names that Braintrust's own examples filter by. */
const CORRELATION_KEYS: Readonly<Record<CorrelationTextField, string>> = {
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
  sessionId: 'session_id',
  threadId: 'thread_id',
  requestId: 'request_id',
  environment: 'environment',
  serviceName: 'service_name',
  source: 'source',
  experimentId: 'experiment_id',
};

/** Model settings under the names that a prompt of Braintrust has for them. */
const PARAMETER_KEYS: Readonly<Record<string, string>> = {
  maxOutputTokens: 'max_tokens',
  topP: 'top_p',
  topK: 'top_k',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  stopSequences: 'stop',
  toolChoice: 'tool_choice',
};

export type Metadata = Readonly<Record<string, unknown>>;

export function correlationMetadata(correlation: CorrelationContext | undefined): Record<string, unknown> {
  const metadata: Record<string, unknown> = {};
  if (!correlation) return metadata;
  for (const [field, key] of Object.entries(CORRELATION_KEYS)) {
    const value = correlation[field as CorrelationTextField];
    if (value !== undefined) metadata[key] = value;
  }
  return metadata;
}

/** Everything of a span that has no field of its own. Keys that the user gave win, except for the model. */
export function spanMetadata(span: AnyExportedSpan): Metadata {
  const { errorInfo, links, endReason } = span;
  return {
    ...correlationMetadata(span),
    span_type: span.type,
    ...(span.isEvent && { is_event: true }),
    ...(endReason && { end_reason: endReason }),
    ...(links?.length && { links }),
    ...(errorInfo && { error: errorInfo }),
    ...attributeMetadata(span),
    ...span.metadata,
    ...modelMetadata(span),
  };
}

/** What has a place of its own for a span that is billed. */
const PLACED: ReadonlySet<string> = new Set([
  'model',
  'provider',
  'parameters',
  'usage',
  'costUsd',
  'completionStartTime',
]);

function attributeMetadata(span: AnyExportedSpan): Record<string, unknown> {
  const isBilled = BILLED_TYPES.has(span.type);
  const rest = Object.entries(span.attributes ?? {}).filter(([key]) => !(isBilled && PLACED.has(key)));
  return rest.length > 0 ? { attributes: Object.fromEntries(rest) } : {};
}

function modelMetadata(span: AnyExportedSpan): Record<string, unknown> {
  if (!BILLED_TYPES.has(span.type)) return {};
  const { model, provider, parameters } = (span.attributes ?? {}) as ModelGenerationAttributes;
  return {
    ...parameterMetadata(parameters),
    ...(typeof model === 'string' && { model }),
    ...(provider !== undefined && { provider }),
  };
}

function parameterMetadata(parameters: Metadata | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters ?? {}).map(([name, value]) => [PARAMETER_KEYS[name] ?? name, value]),
  );
}
