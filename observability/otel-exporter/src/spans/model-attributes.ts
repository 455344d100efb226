import type {
  AnyExportedSpan,
  ModelGenerationAttributes,
  ModelStepAttributes,
  UsageStats,
} from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';
import { MastraAttribute, MastraPrefix } from '../conventions/mastra.ts';
import type { AttributeBuilder } from '../otlp/attribute-builder.ts';
import { snakeCase } from './own-attributes.ts';
import { providerName } from './provider.ts';
import { putStepUsage, putUsage } from './usage.ts';

/** Keys of a generation's attributes that {@link putGeneration} speaks for. */
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

/** Keys of a step's attributes that {@link putStep} speaks for. */
export const STEP_KEYS: ReadonlySet<string> = new Set([
  'usage',
  'costUsd',
  'finishReason',
  'responseModel',
  'responseId',
]);

/** Keys of an embedding's attributes that {@link putEmbedding} speaks for. */
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
export function putGeneration(to: AttributeBuilder, span: AnyExportedSpan): void {
  const of = (span.attributes ?? {}) as ModelGenerationAttributes;
  putModel(to, of);
  to.put(GenAi.REQUEST_STREAM, of.streaming);
  putParameters(to, of.parameters);
  putResponse(to, of);
  to.put(GenAi.RESPONSE_TIME_TO_FIRST_CHUNK, secondsToFirstChunk(span, of.completionStartTime));
  putUsage(to, of.usage);
  to.put(MastraAttribute.COST_USD, of.costUsd);
}

/** One round of a call. Its tokens are part of the call's, so they have names that nobody sums. */
export function putStep(to: AttributeBuilder, span: AnyExportedSpan): void {
  const of = (span.attributes ?? {}) as ModelStepAttributes;
  putResponse(to, of);
  putStepUsage(to, of.usage);
  to.put(MastraAttribute.STEP_COST_USD, of.costUsd);
}

export function putEmbedding(to: AttributeBuilder, span: AnyExportedSpan): void {
  const of = (span.attributes ?? {}) as {
    readonly model?: string;
    readonly provider?: string;
    readonly usage?: UsageStats;
    readonly costUsd?: number;
    readonly dimensions?: number;
  };
  putModel(to, of);
  to.put(GenAi.EMBEDDINGS_DIMENSION_COUNT, of.dimensions);
  putUsage(to, of.usage);
  to.put(MastraAttribute.COST_USD, of.costUsd);
}

function putModel(to: AttributeBuilder, { model, provider }: Pick<ModelGenerationAttributes, 'model' | 'provider'>) {
  const conventional = providerName(provider);
  to.put(GenAi.PROVIDER_NAME, conventional);
  if (provider !== conventional) to.put(MastraAttribute.PROVIDER, provider);
  to.put(GenAi.REQUEST_MODEL, model);
}

function putResponse(
  to: AttributeBuilder,
  of: Pick<ModelStepAttributes, 'responseId' | 'responseModel' | 'finishReason'>,
) {
  to.put(GenAi.RESPONSE_ID, of.responseId);
  to.put(GenAi.RESPONSE_MODEL, of.responseModel);
  if (typeof of.finishReason === 'string') {
    to.put(GenAi.RESPONSE_FINISH_REASONS, [of.finishReason.replaceAll('-', '_')]);
  }
}

function putParameters(to: AttributeBuilder, parameters: ModelGenerationAttributes['parameters']): void {
  if (!parameters) return;
  for (const key of Object.keys(parameters)) {
    to.put(
      Object.hasOwn(PARAMETERS, key) ? PARAMETERS[key]! : snakeCase(MastraPrefix.PARAMETERS, key),
      parameters[key],
    );
  }
}

function secondsToFirstChunk({ startTime }: AnyExportedSpan, first: Date | string | undefined): number | undefined {
  if (first === undefined) return undefined;
  // A captured date is text by now.
  const seconds = (new Date(first).getTime() - startTime.getTime()) / 1000;
  return seconds >= 0 ? seconds : undefined;
}
