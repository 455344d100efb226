import type { ModelGenerationAttributes } from '@mastra/core/observability';
import type { ObservabilityStorage, SpanRecord } from '@mastra/core/storage';

/** A trace as a tree, as the store has it: what each span is, whose it is, its tokens and its cost. */
export async function traceReport(store: ObservabilityStorage, traceId: string): Promise<string> {
  const { spans } = (await store.getTrace({ traceId }))!;
  const below = (parent: string | undefined, depth: number): readonly string[] =>
    spans
      .filter(span => span.parentSpanId === parent)
      .flatMap(span => [`${'  '.repeat(depth)}${lineOf(span)}`, ...below(span.spanId, depth + 1)]);
  const { serviceName, sessionId, userId } = spans[0]!;
  return [`${serviceName} (session ${sessionId}, user ${userId})`, ...below(undefined, 1)].join('\n');
}

function lineOf({ spanType, entityName, name, attributes }: SpanRecord): string {
  const { model, usage, costUsd } = (attributes ?? {}) as ModelGenerationAttributes;
  const tokens = usage && `${usage.inputTokens} + ${usage.outputTokens} tokens`;
  const cached = usage?.inputDetails?.cacheRead && `${usage.inputDetails.cacheRead} of them cached`;
  const cost = costUsd === undefined ? undefined : `$${costUsd.toFixed(6)}`;
  return [spanType, entityName ?? model ?? name, tokens, cached, cost].filter(Boolean).join(', ');
}

/** What all of them used together, from the metrics that the receiver derives. */
export async function totalsReport(store: ObservabilityStorage): Promise<string> {
  const { groups } = await store.getMetricBreakdown({
    name: ['mastra_model_cost_usd'],
    aggregation: 'sum',
    groupBy: ['serviceName'],
  });
  const sum = async (name: string) => (await store.getMetricAggregate({ name: [name], aggregation: 'sum' })).value ?? 0;
  const tokens = (await sum('mastra_model_input_tokens')) + (await sum('mastra_model_output_tokens'));
  const costs = groups.map(({ dimensions, value }) => `  ${dimensions.serviceName}: $${(value ?? 0).toFixed(6)}`);
  return [
    `${tokens} tokens, ${await sum('mastra_tool_calls_ended')} tool calls; cost by sender:`,
    ...costs.sort(),
  ].join('\n');
}
