import { cacheWriteTokens, type UsageStats } from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';
import { MastraPrefix } from '../conventions/mastra.ts';
import type { AttributeBuilder } from '../otlp/attribute-builder.ts';

const { USAGE, STEP_USAGE } = MastraPrefix;

/**
 * Tokens under the conventions' names. The totals include what the details name, as ours do. The kinds that the
 * conventions have no name for yet are under ours.
 */
export function putUsage(to: AttributeBuilder, usage: UsageStats | undefined): void {
  if (!usage) return;
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage;
  to.put(GenAi.USAGE_INPUT_TOKENS, inputTokens);
  to.put(GenAi.USAGE_OUTPUT_TOKENS, outputTokens);
  to.put(GenAi.USAGE_CACHE_READ_INPUT_TOKENS, inputDetails?.cacheRead);
  to.put(GenAi.USAGE_CACHE_CREATION_INPUT_TOKENS, cacheWriteTokens(inputDetails));
  to.put(GenAi.USAGE_REASONING_OUTPUT_TOKENS, outputDetails?.reasoning);
  putModalities(to, USAGE, usage);
}

/** Tokens under names of our own, for spans whose tokens are counted elsewhere already. */
export function putStepUsage(to: AttributeBuilder, usage: UsageStats | undefined): void {
  if (!usage) return;
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage;
  to.put(`${STEP_USAGE}input_tokens`, inputTokens);
  to.put(`${STEP_USAGE}output_tokens`, outputTokens);
  to.put(`${STEP_USAGE}cache_read_input_tokens`, inputDetails?.cacheRead);
  to.put(`${STEP_USAGE}cache_creation_input_tokens`, cacheWriteTokens(inputDetails));
  to.put(`${STEP_USAGE}reasoning_output_tokens`, outputDetails?.reasoning);
  putModalities(to, STEP_USAGE, usage);
}

function putModalities(to: AttributeBuilder, prefix: string, { inputDetails, outputDetails }: UsageStats): void {
  to.put(`${prefix}audio_input_tokens`, inputDetails?.audio);
  to.put(`${prefix}image_input_tokens`, inputDetails?.image);
  to.put(`${prefix}audio_output_tokens`, outputDetails?.audio);
  to.put(`${prefix}image_output_tokens`, outputDetails?.image);
}
