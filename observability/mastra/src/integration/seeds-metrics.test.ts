import type { MetricEvent } from '@mastra/core/observability';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObservabilityBus } from '../index.ts';
import { USAGE } from './models.ts';
import { type SeedApplication, seedApplication } from './seed-application.ts';

let app: SeedApplication;
let traceId: string;

beforeAll(async () => {
  app = await seedApplication(new DuckDBStore({ path: ':memory:' }));
  traceId = (await app.ask('Oslo', 's-1')).traceId;
});
afterAll(() => app.mastra.shutdown());

const sumOf = async (name: string, labels?: Record<string, string>) =>
  (await app.store.getMetricAggregate({ name: [name], aggregation: 'sum', filters: { traceId, labels } })).value;

describe('metrics, as seed 004 wants them', () => {
  it('E2E test: Auto-extracted metrics appear when agent runs', async () => {
    const { names } = await app.store.getMetricNames();
    expect(names).toEqual([
      'lookups',
      'mastra_agent_duration_ms',
      'mastra_agent_runs_ended',
      'mastra_agent_runs_started',
      'mastra_feedback_total',
      'mastra_model_cache_read_tokens',
      'mastra_model_duration_ms',
      'mastra_model_input_tokens',
      'mastra_model_output_tokens',
      'mastra_model_requests_ended',
      'mastra_model_requests_started',
      'mastra_model_unpriced_tokens',
      'mastra_scores_total',
      'mastra_tool_calls_ended',
      'mastra_tool_calls_started',
      'mastra_tool_duration_ms',
      'mastra_workflow_duration_ms',
      'mastra_workflow_runs_ended',
      'mastra_workflow_runs_started',
    ]);
    expect(await sumOf('mastra_agent_runs_started', { agent: 'weather', env: 'test', service: 'seeds' })).toBe(1);
    expect(await sumOf('mastra_agent_runs_ended', { agent: 'stylist', status: 'success' })).toBe(1);
    expect(await sumOf('mastra_tool_calls_ended', { tool: 'get-weather', agent: 'weather', status: 'success' })).toBe(
      1,
    );
    expect(await sumOf('mastra_workflow_runs_ended', { workflow: 'advice', status: 'success', env: 'test' })).toBe(1);
    const { metrics } = await app.store.listMetrics({ filters: { name: ['mastra_tool_duration_ms'] } });
    const call = (await app.mastra.getTrace(traceId))?.spans.find(span => span.spanType === 'tool_call');
    expect(metrics).toMatchObject([{ metricType: 'histogram', unit: 'ms', spanId: call?.spanId, sessionId: 's-1' }]);
  });

  it('E2E test: Token usage metrics extracted from LLM calls', async () => {
    const { inputTokens, outputTokens } = USAGE;
    // The agent calls its model twice, the stylist once.
    expect(await sumOf('mastra_model_input_tokens', { agent: 'weather' })).toBe(2 * inputTokens.total);
    expect(await sumOf('mastra_model_input_tokens', { agent: 'stylist' })).toBe(inputTokens.total);
    expect(await sumOf('mastra_model_output_tokens')).toBe(3 * outputTokens.total);
    expect(await sumOf('mastra_model_cache_read_tokens')).toBe(3 * inputTokens.cacheRead);
    expect(await sumOf('mastra_model_cache_write_tokens')).toBeNull();
    const { groups } = await app.store.getMetricBreakdown({
      name: ['mastra_model_output_tokens'],
      aggregation: 'sum',
      groupBy: ['model', 'provider'],
    });
    expect(groups).toEqual([{ dimensions: { model: 'scripted-1', provider: 'test' }, value: 3 * outputTokens.total }]);
  });

  it('E2E test: Direct metrics API works from tool context', async () => {
    const { metrics } = await app.store.listMetrics({ filters: { name: ['lookups'] } });
    const call = (await app.mastra.getTrace(traceId))?.spans.find(span => span.spanType === 'tool_call');
    expect(metrics).toMatchObject([
      { metricType: 'counter', value: 1, traceId, spanId: call?.spanId, entityId: 'get-weather', sessionId: 's-1' },
    ]);
  });

  it('E2E test: Cardinality filter blocks high-cardinality labels', async () => {
    const [lookup] = (await app.store.listMetrics({ filters: { name: ['lookups'] } })).metrics;
    expect(lookup?.labels).toEqual({ city: 'Oslo' });
    // What is taken off as a label is still there to find it by.
    expect(lookup?.sessionId).toBe('s-1');
    const id = '6f1c1d2e-8a55-4a0e-9a3b-0d6f1f0b7c11';
    app.mastra.metrics.counter('jobs').add(2, { queue: 'mail', job: id, run_id: 'r-1' });
    await app.mastra.observability.flush();
    const { metrics } = await app.store.listMetrics({ filters: { name: ['jobs'] } });
    expect(metrics).toMatchObject([{ value: 2, labels: { queue: 'mail' }, runId: 'r-1' }]);
    expect(Object.keys(metrics[0]!.labels)).toEqual(['queue']);
    expect((await app.store.getMetricLabelKeys({ name: 'jobs' })).keys).toEqual(['queue']);
  });

  it('E2E test: MetricEvents routed through ObservabilityBus', async () => {
    const bus = new ObservabilityBus();
    const heard: MetricEvent[] = [];
    const logs: unknown[] = [];
    bus.registerExporter({ name: 'metrics only', onMetricEvent: event => void heard.push(event) });
    bus.registerExporter({ name: 'logs only', onLogEvent: event => void logs.push(event) });
    for (const event of app.memory.events) bus.emit(event);
    await bus.flush();
    expect(heard.map(event => event.metric)).toEqual(app.memory.metrics);
    expect(logs).toHaveLength(app.memory.logs.length);
    const stored = await app.store.listMetrics({ pagination: { perPage: 1 } });
    expect(stored.pagination.total).toBe(heard.length);
  });
});
