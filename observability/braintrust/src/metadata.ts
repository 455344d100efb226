import type { AnyExportedSpan, ModelGenerationAttributes } from '@mastra/core/observability';
import { correlationFields } from '@mastra/observability/exporters';
import { BILLED_TYPES } from './span-types.ts';

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

/** Everything of a span that has no field of its own. Keys that the user gave win, except for the model. */
export function spanMetadata(span: AnyExportedSpan): Metadata {
  const { errorInfo, links, endReason } = span;
  return {
    ...correlationFields(span),
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
