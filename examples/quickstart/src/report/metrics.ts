import type { ObservabilityStorage } from '@mastra/core/storage';
import { duration, grouped, heading, paint, table } from '@mastra/example-kit';

const TOKENS = {
  input: 'mastra_model_input_tokens',
  cached: 'mastra_model_cache_read_tokens',
  output: 'mastra_model_output_tokens',
};

const DURATIONS: readonly (readonly [string, { readonly name: string; readonly labels?: Record<string, string> }])[] = [
  ['workflow run', { name: 'mastra_workflow_duration_ms' }],
  ['agent run', { name: 'mastra_agent_duration_ms' }],
  ['model generation', { name: 'mastra_model_duration_ms' }],
  ['time to first token', { name: 'mastra_model_time_to_first_token_ms' }],
  ['tool search-docs', { name: 'mastra_tool_duration_ms', labels: { tool: 'search-docs' } }],
  ['tool read-doc', { name: 'mastra_tool_duration_ms', labels: { tool: 'read-doc' } }],
];

const PERCENTILES = [0.5, 0.95];

/** Tokens by agent, and how long things take. */
export async function metricsReport(store: ObservabilityStorage, sessionId: string): Promise<string> {
  const title = heading('Metrics', 'of this session');
  return [title, await tokens(store, sessionId), await durations(store, sessionId)].join('\n');
}

async function tokens(store: ObservabilityStorage, sessionId: string): Promise<string> {
  const names = Object.values(TOKENS);
  const sums = await Promise.all(
    names.map(name =>
      store.getMetricBreakdown({ name: [name], aggregation: 'sum', groupBy: ['agent'], filters: { sessionId } }),
    ),
  );
  const agents = [...new Set(sums.flatMap(({ groups }) => groups.map(group => group.dimensions.agent ?? '-')))];
  const rows = agents.map(agent => [
    `agent ${agent}`,
    ...sums.map(({ groups }) => grouped(groups.find(group => (group.dimensions.agent ?? '-') === agent)?.value ?? 0)),
  ]);
  const total = sums.map(({ groups }) => grouped(groups.reduce((sum, group) => sum + (group.value ?? 0), 0)));
  return table([header('tokens', ...Object.keys(TOKENS)), ...rows, ['all', ...total]], 'lrrr');
}

async function durations(store: ObservabilityStorage, sessionId: string): Promise<string> {
  const rows = DURATIONS.map(async ([what, { name, labels }]) => {
    const filters = { sessionId, ...(labels && { labels }) };
    const aggregate = (aggregation: 'count' | 'max') =>
      store.getMetricAggregate({ name: [name], aggregation, filters });
    const [count, max, { series }] = await Promise.all([
      aggregate('count'),
      aggregate('max'),
      store.getMetricPercentiles({ name, percentiles: PERCENTILES, interval: '1d', filters }),
    ]);
    const percentiles = series.map(({ points }) => points.at(-1)?.value);
    return [
      what,
      grouped(count.value ?? 0),
      ...[...percentiles, max.value].map(ms => (ms == null ? '-' : duration(ms))),
    ];
  });
  return table([header('durations', 'count', 'p50', 'p95', 'max'), ...(await Promise.all(rows))], 'lrrrr');
}

function header(...titles: readonly string[]): readonly string[] {
  return titles.map(title => paint('dim', title));
}
