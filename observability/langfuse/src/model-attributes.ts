import type { AnyExportedSpan, ModelGenerationAttributes } from '@mastra/core/observability';
import { payloadText as text, timeOf } from '@mastra/observability/exporters';
import { Langfuse } from './attributes.ts';
import { type PromptLink, promptLink } from './prompt.ts';
import { usageDetails } from './usage.ts';

/** What a generation says in fields of Langfuse's own, which need not be repeated in its metadata. */
export const MODEL_FIELDS: ReadonlySet<string> = new Set(['parameters', 'usage', 'costUsd', 'completionStartTime']);

/**
 * Model, parameters, usage, cost, first token and prompt of an observation that consumed tokens. The model is the one
 * that answered, because prices are found by it.
 */
export function modelAttributes(
  span: AnyExportedSpan,
  promptOfTrace: PromptLink | undefined,
): Readonly<Record<string, string | number | undefined>> {
  const { model, responseModel, parameters, usage, costUsd, completionStartTime } = (span.attributes ??
    {}) as ModelGenerationAttributes;
  const answering = responseModel ?? model;
  const prompt = promptLink(span.metadata) ?? promptOfTrace;
  return {
    [Langfuse.MODEL]: answering,
    [Langfuse.MODEL_PARAMETERS]: text(parameters),
    [Langfuse.USAGE_DETAILS]: text(usageDetails(usage, answering)),
    [Langfuse.COST_DETAILS]: isCost(costUsd) ? text({ total: costUsd }) : undefined,
    [Langfuse.COMPLETION_START_TIME]: instant(completionStartTime),
    [Langfuse.PROMPT_NAME]: prompt?.name,
    [Langfuse.PROMPT_VERSION]: prompt?.version,
  };
}

function isCost(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function instant(value: unknown): string | undefined {
  const time = timeOf(value);
  return time === undefined ? undefined : new Date(time).toISOString();
}
