import type {
  AnyExportedSpan,
  ModelGenerationAttributes,
  ModelStepAttributes,
  UsageStats,
} from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';
import { MastraAttribute, MastraPrefix } from '../conventions/mastra.ts';
import { prefixed, snakeCase } from './own-attributes.ts';
import { providerName } from './provider.ts';
import { modalityAttributes, ownUsageAttributes, usageAttributes } from './usage.ts';

/** Keys of a generation's attributes that {@link generationAttributes} speaks for. */
export const GENERATION_KEYS: ReadonlySet<string> = new Set([
  'model',
  'provider',
  'parameters',
  'streaming',
  'usage',
  'costUsd',
  'finishReason',
  'completionStartTime',
  'responseModel',
  'responseId',
]);

/** Keys of a step's attributes that {@link stepAttributes} speaks for. */
export const STEP_KEYS: ReadonlySet<string> = new Set([
  'usage',
  'costUsd',
  'finishReason',
  'responseModel',
  'responseId',
]);

/** Keys of an embedding's attributes that {@link embeddingAttributes} speaks for. */
export const EMBEDDING_KEYS: ReadonlySet<string> = new Set(['model', 'provider', 'usage', 'costUsd', 'dimensions']);

const PARAMETERS: Readonly<Record<string, string>> = {
  maxOutputTokens: GenAi.REQUEST_MAX_TOKENS,
  temperature: GenAi.REQUEST_TEMPERATURE,
  topP: GenAi.REQUEST_TOP_P,
  topK: GenAi.REQUEST_TOP_K,
  stopSequences: GenAi.REQUEST_STOP_SEQUENCES,
  frequencyPenalty: GenAi.REQUEST_FREQUENCY_PENALTY,
  presencePenalty: GenAi.REQUEST_PRESENCE_PENALTY,
  seed: GenAi.REQUEST_SEED,
};

/** A call of a model. Usage and cost are here and nowhere else in a trace, so that a sum over spans is right. */
export function generationAttributes(span: AnyExportedSpan): Record<string, unknown> {
  const of = (span.attributes ?? {}) as ModelGenerationAttributes;
  return {
    [GenAi.PROVIDER_NAME]: providerName(of.provider),
    [GenAi.REQUEST_MODEL]: of.model,
    [GenAi.REQUEST_STREAM]: of.streaming ? true : undefined,
    ...parameterAttributes(of.parameters),
    ...responseAttributes(of),
    [GenAi.RESPONSE_TIME_TO_FIRST_CHUNK]: secondsToFirstChunk(span, of.completionStartTime),
    ...usageAttributes(of.usage),
    ...modalityAttributes(MastraPrefix.USAGE, of.usage),
    [MastraAttribute.COST_USD]: of.costUsd,
  };
}

/** One round of a call. Its tokens are part of the call's, so they have names that nobody sums. */
export function stepAttributes(span: AnyExportedSpan): Record<string, unknown> {
  const of = (span.attributes ?? {}) as ModelStepAttributes;
  return {
    ...responseAttributes(of),
    ...ownUsageAttributes(MastraPrefix.STEP_USAGE, of.usage),
    [MastraAttribute.STEP_COST_USD]: of.costUsd,
  };
}

export function embeddingAttributes(span: AnyExportedSpan): Record<string, unknown> {
  const { model, provider, usage, costUsd, dimensions } = (span.attributes ?? {}) as {
    readonly model?: string;
    readonly provider?: string;
    readonly usage?: UsageStats;
    readonly costUsd?: number;
    readonly dimensions?: number;
  };
  return {
    [GenAi.PROVIDER_NAME]: providerName(provider),
    [GenAi.REQUEST_MODEL]: model,
    [GenAi.EMBEDDINGS_DIMENSION_COUNT]: dimensions,
    [GenAi.USAGE_INPUT_TOKENS]: usage?.inputTokens,
    [MastraAttribute.COST_USD]: costUsd,
  };
}

function responseAttributes(of: Pick<ModelStepAttributes, 'responseId' | 'responseModel' | 'finishReason'>) {
  return {
    [GenAi.RESPONSE_ID]: of.responseId,
    [GenAi.RESPONSE_MODEL]: of.responseModel,
    [GenAi.RESPONSE_FINISH_REASONS]: of.finishReason === undefined ? undefined : [of.finishReason.replaceAll('-', '_')],
  };
}

function parameterAttributes(parameters: ModelGenerationAttributes['parameters']): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parameters ?? {})) {
    const name = PARAMETERS[key];
    if (name) named[name] = value;
    else others[snakeCase(key)] = value;
  }
  return { ...named, ...prefixed(MastraPrefix.REQUEST, others) };
}

function secondsToFirstChunk({ startTime }: AnyExportedSpan, first: Date | string | undefined): number | undefined {
  if (first === undefined) return undefined;
  // A captured date is text by now.
  const seconds = (new Date(first).getTime() - startTime.getTime()) / 1000;
  return seconds >= 0 ? seconds : undefined;
}
