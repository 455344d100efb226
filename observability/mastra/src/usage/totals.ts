import type { UsageStats } from '@mastra/core/observability';

/** One call of a model, or a sum of several. */
export interface Consumption {
  readonly model: string;
  readonly usage: UsageStats | undefined;
  readonly costUsd: number | undefined;
}

/** Adds usages kind by kind. */
export function addUsage(a: UsageStats, b: UsageStats | undefined): UsageStats {
  if (b === undefined) return a;
  const sum: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    if (typeof value === 'number') sum[key] = ((sum[key] as number | undefined) ?? 0) + value;
    else if (value !== undefined) sum[key] = addUsage((sum[key] ?? {}) as UsageStats, value as UsageStats);
  }
  return sum as UsageStats;
}

export function tokensOf(usage: UsageStats | undefined): number {
  return (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
}
