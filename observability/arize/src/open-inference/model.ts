import { SemanticConventions as S } from '@arizeai/openinference-semantic-conventions';
import { type AnyExportedSpan, cacheWriteTokens, type UsageStats } from '@mastra/core/observability';
import { isRecord } from '@mastra/observability/exporters';
import { type Fields, indexed, jsonOf, textOf } from './fields.ts';
import { inputMessageAttributes, outputMessageAttributes } from './messages.ts';
import { providerOf, systemOf } from './provider.ts';

/** Attributes of a generation that have a name in OpenInference. */
export const MODEL_KEYS: ReadonlySet<string> = new Set([
  'model',
  'provider',
  'parameters',
  'usage',
  'costUsd',
  'finishReason',
  'responseModel',
  'tools',
]);

/** A call of a model. Tokens and cost are here and nowhere else, so that sums over a trace are right. */
export function generationAttributes(span: AnyExportedSpan, includeContent: boolean): Fields {
  const of: Fields = span.attributes ?? {};
  const provider = providerOf(of.provider);
  return {
    [S.LLM_MODEL_NAME]: of.responseModel ?? of.model,
    [S.LLM_REQUEST_MODEL_NAME]: of.model,
    [S.LLM_RESPONSE_MODEL_NAME]: of.responseModel,
    [S.LLM_PROVIDER]: provider,
    [S.LLM_SYSTEM]: systemOf(provider),
    [S.LLM_INVOCATION_PARAMETERS]: isRecord(of.parameters) ? jsonOf(of.parameters) : undefined,
    [S.LLM_FINISH_REASON]: of.finishReason,
    ...tools(of.tools),
    ...tokenAttributes(of.usage as UsageStats | undefined),
    [S.LLM_COST_TOTAL]: of.costUsd,
    ...(includeContent && { ...inputMessageAttributes(span.input), ...outputMessageAttributes(span.output) }),
  };
}

export function embeddingAttributes(span: AnyExportedSpan, includeContent: boolean): Fields {
  const of: Fields = span.attributes ?? {};
  const texts = Array.isArray(span.input) ? span.input : span.input === undefined ? [] : [span.input];
  return {
    [S.EMBEDDING_MODEL_NAME]: of.model,
    [S.LLM_PROVIDER]: providerOf(of.provider),
    ...tokenAttributes(of.usage as UsageStats | undefined),
    [S.LLM_COST_TOTAL]: of.costUsd,
    ...(includeContent &&
      indexed(
        S.EMBEDDING_EMBEDDINGS,
        texts.map(text => ({ [S.EMBEDDING_TEXT]: textOf(text) })),
      )),
  };
}

/** Details are parts of the totals, in OpenInference as in ours. */
function tokenAttributes(usage: UsageStats | undefined): Fields {
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage ?? {};
  const isKnown = inputTokens !== undefined || outputTokens !== undefined;
  return {
    [S.LLM_TOKEN_COUNT_PROMPT]: inputTokens,
    [S.LLM_TOKEN_COUNT_COMPLETION]: outputTokens,
    [S.LLM_TOKEN_COUNT_TOTAL]: isKnown ? (inputTokens ?? 0) + (outputTokens ?? 0) : undefined,
    [S.LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ]: inputDetails?.cacheRead,
    [S.LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE]: cacheWriteTokens(inputDetails),
    [S.LLM_TOKEN_COUNT_PROMPT_DETAILS_AUDIO]: inputDetails?.audio,
    [S.LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING]: outputDetails?.reasoning,
    [S.LLM_TOKEN_COUNT_COMPLETION_DETAILS_AUDIO]: outputDetails?.audio,
  };
}

/** A span knows the names of the tools that were offered, not their schemas. */
function tools(names: unknown): Fields {
  if (!Array.isArray(names)) return {};
  return indexed(
    S.LLM_TOOLS,
    names.map(name => ({ [S.TOOL_JSON_SCHEMA]: jsonOf({ type: 'function', function: { name } }) })),
  );
}
