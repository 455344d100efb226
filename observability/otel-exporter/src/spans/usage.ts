import type { UsageStats } from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';

/** Tokens under the conventions' names. The totals include what the details name, as ours do. */
export function usageAttributes(usage: UsageStats | undefined): Record<string, unknown> {
  return {
    [GenAi.USAGE_INPUT_TOKENS]: usage?.inputTokens,
    [GenAi.USAGE_OUTPUT_TOKENS]: usage?.outputTokens,
    [GenAi.USAGE_CACHE_READ_INPUT_TOKENS]: usage?.inputDetails?.cacheRead,
    [GenAi.USAGE_CACHE_CREATION_INPUT_TOKENS]: usage?.inputDetails?.cacheWrite,
    [GenAi.USAGE_REASONING_OUTPUT_TOKENS]: usage?.outputDetails?.reasoning,
  };
}

/** Tokens under names of our own, for spans whose tokens are counted elsewhere already. */
export function ownUsageAttributes(prefix: string, usage: UsageStats | undefined): Record<string, unknown> {
  return {
    [`${prefix}input_tokens`]: usage?.inputTokens,
    [`${prefix}output_tokens`]: usage?.outputTokens,
    [`${prefix}cache_read_input_tokens`]: usage?.inputDetails?.cacheRead,
    [`${prefix}cache_creation_input_tokens`]: usage?.inputDetails?.cacheWrite,
    [`${prefix}reasoning_output_tokens`]: usage?.outputDetails?.reasoning,
  };
}

/** The kinds that the conventions have no name for yet. */
export function modalityAttributes(prefix: string, usage: UsageStats | undefined): Record<string, unknown> {
  return {
    [`${prefix}audio_input_tokens`]: usage?.inputDetails?.audio,
    [`${prefix}image_input_tokens`]: usage?.inputDetails?.image,
    [`${prefix}audio_output_tokens`]: usage?.outputDetails?.audio,
    [`${prefix}image_output_tokens`]: usage?.outputDetails?.image,
  };
}
