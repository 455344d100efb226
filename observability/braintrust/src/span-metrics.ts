import { type AnyExportedSpan, cacheWriteTokens, type UsageStats } from '@mastra/core/observability';
import { timeOf } from '@mastra/observability/exporters';
import { BILLED_TYPES } from './span-types.ts';

interface Billed {
  readonly usage?: UsageStats;
  readonly costUsd?: number;
  readonly completionStartTime?: Date | string;
}

/** The numbers of a span under Braintrust's names: times in seconds, tokens, US dollars. */
export function spanMetrics(span: AnyExportedSpan): Record<string, number> {
  const start = seconds(span.startTime);
  const metrics: Record<string, number | undefined> = {
    start,
    end: span.endTime && Math.max(start, seconds(span.endTime)),
  };
  if (BILLED_TYPES.has(span.type)) {
    const { usage, costUsd, completionStartTime } = (span.attributes ?? {}) as Billed;
    Object.assign(metrics, usageMetrics(usage), { estimated_cost: costUsd });
    const firstToken = timeOf(completionStartTime);
    if (firstToken !== undefined) {
      metrics.time_to_first_token = Math.max(0, firstToken / 1000 - start);
    }
  }
  return Object.fromEntries(Object.entries(metrics).filter((entry): entry is [string, number] => isNumber(entry[1])));
}

/** Braintrust's totals include their parts, as ours do. */
function usageMetrics(usage: UsageStats | undefined): Record<string, number | undefined> {
  if (!usage) return {};
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage;
  const isKnown = inputTokens !== undefined || outputTokens !== undefined;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    tokens: isKnown ? (inputTokens ?? 0) + (outputTokens ?? 0) : undefined,
    prompt_cached_tokens: inputDetails?.cacheRead,
    prompt_cache_creation_tokens: cacheWriteTokens(inputDetails),
    prompt_audio_tokens: inputDetails?.audio,
    completion_reasoning_tokens: outputDetails?.reasoning,
    completion_audio_tokens: outputDetails?.audio,
  };
}

const seconds = (date: Date): number => date.getTime() / 1000;
const isNumber = (value: number | undefined): value is number => Number.isFinite(value);
