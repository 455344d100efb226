import { cacheWriteTokens, type UsageStats } from '@mastra/core/observability';

/** LangSmith's form of a usage. Its totals include the details, as ours do. */
export interface UsageMetadata {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly total_tokens?: number;
  readonly input_token_details?: Readonly<Record<string, number>>;
  readonly output_token_details?: Readonly<Record<string, number>>;
  /** US dollars. */
  readonly total_cost?: number;
}

/** A cost that the provider reported goes along; without one, LangSmith prices the tokens itself. */
export function usageMetadata(usage: UsageStats | undefined, costUsd: number | undefined): UsageMetadata | undefined {
  if (!usage && costUsd === undefined) return undefined;
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage ?? {};
  const isKnown = inputTokens !== undefined || outputTokens !== undefined;
  return {
    ...(isKnown && {
      input_tokens: inputTokens ?? 0,
      output_tokens: outputTokens ?? 0,
      total_tokens: (inputTokens ?? 0) + (outputTokens ?? 0),
    }),
    ...details('input_token_details', {
      cache_read: inputDetails?.cacheRead,
      cache_creation: cacheWriteTokens(inputDetails),
      audio: inputDetails?.audio,
      image: inputDetails?.image,
    }),
    ...details('output_token_details', {
      reasoning: outputDetails?.reasoning,
      audio: outputDetails?.audio,
      image: outputDetails?.image,
    }),
    ...(costUsd !== undefined && { total_cost: costUsd }),
  };
}

function details(name: string, counts: Readonly<Record<string, number | undefined>>): Record<string, unknown> {
  const known = Object.entries(counts).filter(([, count]) => count !== undefined);
  return known.length > 0 ? { [name]: Object.fromEntries(known) } : {};
}
