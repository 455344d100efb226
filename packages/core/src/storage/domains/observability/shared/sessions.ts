/** The spans whose usage a session sums up: a generation's usage is the sum of its steps, so steps are not counted again. */
export const SESSION_USAGE_SPAN_TYPE = 'model_generation';

/** The metric whose values, linked to a session's traces, are the session's cost. */
export const SESSION_COST_METRIC = 'mastra_model_cost_usd';

/** The tokens that a span's `attributes.usage` states; 0 where it states none. */
export function usageTokens(attributes: unknown): { readonly inputTokens: number; readonly outputTokens: number } {
  const usage = member(attributes, 'usage');
  return { inputTokens: count(member(usage, 'inputTokens')), outputTokens: count(member(usage, 'outputTokens')) };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
