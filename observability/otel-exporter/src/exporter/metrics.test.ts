import { describe, expect, it } from 'vitest';
import { recordAgentRun } from '../testing/pipeline.ts';
import { Wire } from '../testing/wire.ts';

const wire = new Wire();

describe('the metrics of OtelExporter', () => {
  it('sends metrics under our names and those of the conventions, with the span that they were measured in', async () => {
    const { generation, agent } = await wire.sendAgentRun();
    const ours = wire.metric('mastra_model_input_tokens');
    expect(ours).toMatchObject({ kind: 'sum', isMonotonic: true, aggregationTemporality: 2, unit: '{token}' });
    expect(ours.description).toBe('Input tokens, cached ones included');
    expect(ours.points).toMatchObject([
      { asDouble: 250, attributes: { model: 'gpt-4', provider: 'openai.responses', agent: 'weather' } },
    ]);
    expect(wire.metric('mastra_model_cost_usd').unit).toBe('{USD}');
    const usage = wire.metric('gen_ai.client.token.usage');
    expect(usage).toMatchObject({ kind: 'histogram', unit: '{token}' });
    expect(usage.points.map(point => [point.attributes['gen_ai.token.type'], point.sum])).toEqual([
      ['input', 250],
      ['output', 30],
    ]);
    expect(usage.points[0]!.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4',
    });
    expect(usage.points[0]!.exemplars).toMatchObject([
      { asDouble: 250, traceId: generation.traceId, spanId: generation.id },
    ]);
    expect(usage.points[0]!.explicitBounds!.slice(0, 5)).toEqual([1, 4, 16, 64, 256]);
    const run = wire.metric('gen_ai.invoke_agent.duration');
    const own = wire.metric('mastra_agent_duration_ms');
    expect(run).toMatchObject({ kind: 'histogram', unit: 's' });
    expect(run.points[0]).toMatchObject({ count: '1', attributes: { 'gen_ai.agent.name': 'weather' } });
    expect(run.points[0]!.sum).toBeCloseTo(own.points[0]!.sum! / 1000, 9);
    expect(own.points[0]!.exemplars).toMatchObject([{ traceId: agent.traceId, spanId: agent.id }]);
    expect(own.points[0]!.explicitBounds!.length).toBe(own.points[0]!.bucketCounts!.length - 1);
    expect(wire.metric('gen_ai.client.operation.duration').points[0]!.count).toBe('1');
    expect(wire.metric('gen_ai.execute_tool.duration').points[0]!.attributes).toEqual({
      'gen_ai.tool.name': 'get-weather',
    });
    const names = wire.metrics.map(metric => metric.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('sends metrics under the names that are asked for, and a user’s own always', async () => {
    const { observability, instance } = wire.pipeline({ metricNames: ['gen_ai'], temporality: 'delta' });
    const { tool } = recordAgentRun(instance);
    tool.metrics.counter('lookups').add(2, { city: 'Oslo' });
    tool.metrics.gauge('depth').set(-4);
    await observability.flush();
    const names = wire.metrics.map(metric => metric.name);
    expect(names).toContain('gen_ai.client.token.usage');
    expect(names.filter(name => name.startsWith('mastra_'))).toEqual([]);
    expect(wire.metrics.find(metric => metric.name === 'lookups')).toMatchObject({
      kind: 'sum',
      aggregationTemporality: 1,
      points: [{ asDouble: 2, attributes: { city: 'Oslo' } }],
    });
    expect(wire.metrics.find(metric => metric.name === 'depth')).toMatchObject({
      kind: 'gauge',
      points: [{ asDouble: -4 }],
    });
  });

  it('counts a metric once when the destination fails first', async () => {
    const { observability, instance } = wire.pipeline({ retry: { initialDelayMs: 1, maxDelayMs: 2 } });
    await wire.destination.behave({ kind: 'status', status: 503 });
    const span = instance.startSpan({ type: 'generic', name: 'work' });
    span.metrics.counter('calls').add(3);
    await observability.flush();
    await wire.destination.behave(undefined);
    while ((await observability.flush()).pending > 0);
    span.metrics.counter('calls').add(4);
    await observability.flush();
    const sums = wire.metrics.filter(metric => metric.name === 'calls');
    expect(sums.map(metric => metric.points[0]!.asDouble)).toEqual([3, 7]);
  });
});
