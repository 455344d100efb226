import { cacheWriteTokens, type UsageStats } from '@mastra/core/observability';

/** Tokens by Langfuse's names. All kinds but `total` are disjoint: Langfuse prices each and adds the prices up. */
export type UsageDetails = Readonly<Record<string, number>>;

/** Models that Langfuse's price list has no price of reasoning tokens for: they are output and cost as much. */
const REASONING_IS_OUTPUT = /claude|anthropic/i;

/**
 * A usage by the names that Langfuse's own price list has prices for: `input` and `output` are what the other kinds
 * leave over.
 */
export function usageDetails(usage: UsageStats | undefined, model?: string): UsageDetails | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage;
  const input: Record<string, number | undefined> = {
    input_cached_tokens: tokens(inputDetails?.cacheRead),
    input_cache_creation: tokens(cacheWriteTokens(inputDetails)),
    input_audio_tokens: tokens(inputDetails?.audio),
    input_image_tokens: tokens(inputDetails?.image),
  };
  const output: Record<string, number | undefined> = {
    output_reasoning:
      model !== undefined && REASONING_IS_OUTPUT.test(model) ? undefined : tokens(outputDetails?.reasoning),
    output_audio_tokens: tokens(outputDetails?.audio),
    output_image_tokens: tokens(outputDetails?.image),
  };
  const total = (tokens(inputTokens) ?? 0) + (tokens(outputTokens) ?? 0);
  const details = {
    input: rest(inputTokens, input),
    ...input,
    output: rest(outputTokens, output),
    ...output,
    total: inputTokens === undefined && outputTokens === undefined ? undefined : total,
  };
  const known = Object.entries(details).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

/** Langfuse refuses a usage with anything but whole numbers from 0. Kinds of no tokens are left out. */
function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : undefined;
}

function rest(total: number | undefined, kinds: Readonly<Record<string, number | undefined>>): number | undefined {
  if (total === undefined) return undefined;
  const known = Object.values(kinds).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return Math.max(0, (tokens(total) ?? 0) - known);
}
