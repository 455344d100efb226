import { type AnyExportedSpan, cacheWriteTokens, type UsageStats } from '@mastra/core/observability';
import { isRecord, timeOf } from '@mastra/observability/exporters';
import type { LlmObsKind } from '../protocol.ts';

/**
 * Tokens, cost and first-token time, for the kinds that Datadog counts them on. All buckets are parts of `input_tokens`
 * and `output_tokens`, as Datadog has them too. Without a cost that the provider reported Datadog makes its own estimate.
 */
export function metricsOf(span: AnyExportedSpan, kind: LlmObsKind): Readonly<Record<string, number>> | undefined {
  if (kind !== 'llm' && kind !== 'embedding') return undefined;
  const { usage, costUsd, completionStartTime } = (span.attributes ?? {}) as Readonly<Record<string, unknown>>;
  const metrics = isRecord(usage) ? tokensOf(usage as UsageStats) : {};
  if (typeof costUsd === 'number') metrics.total_cost = costUsd;
  const firstToken = timeOf(completionStartTime);
  if (firstToken !== undefined) {
    metrics.time_to_first_token = Math.max(0, (firstToken - span.startTime.getTime()) / 1000);
  }
  return Object.keys(metrics).length > 0 ? metrics : undefined;
}

function tokensOf({ inputTokens, outputTokens, inputDetails, outputDetails }: UsageStats): Record<string, number> {
  const metrics: Record<string, number> = {};
  const set = (name: string, value: number | undefined) => {
    if (value !== undefined) metrics[name] = value;
  };
  set('input_tokens', inputTokens);
  set('output_tokens', outputTokens);
  if (inputTokens !== undefined || outputTokens !== undefined) {
    metrics.total_tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
  }
  const cacheRead = inputDetails?.cacheRead;
  const cacheWrite = cacheWriteTokens(inputDetails);
  if (cacheRead !== undefined || cacheWrite !== undefined) {
    set('cache_read_input_tokens', cacheRead);
    set('cache_write_input_tokens', cacheWrite);
    if (inputTokens !== undefined) {
      metrics.non_cached_input_tokens = Math.max(0, inputTokens - (cacheRead ?? 0) - (cacheWrite ?? 0));
    }
  }
  set('reasoning_output_tokens', outputDetails?.reasoning);
  return metrics;
}
