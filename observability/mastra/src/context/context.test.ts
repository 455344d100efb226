import type { ObservabilityConfig } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';
import { RecordingLogger } from '../testing/destination.ts';

function pipeline(config: Partial<ObservabilityConfig> = {}) {
  const memory = new InMemoryExporter();
  const logger = new RecordingLogger();
  const observability = new Observability({ serviceName: 'test', exporters: [memory], ...config });
  observability.attach({ logger });
  return { memory, logger, observability, instance: observability.getDefaultInstance() };
}

describe('the logger', () => {
  it('records from its level on, and the level can change at any time', () => {
    const { memory, observability, instance } = pipeline({ logLevel: 'warn' });
    const logger = instance.getLoggerContext();
    const all = () => {
      logger.debug('debug');
      logger.info('info');
      logger.warn('warn');
      logger.error('error');
      logger.fatal('fatal');
    };
    all();
    observability.setLogLevel('debug');
    all();
    observability.setLogLevel('silent');
    all();
    expect(memory.logs.map(log => log.level)).toEqual([
      'warn',
      'error',
      'fatal',
      'debug',
      'info',
      'warn',
      'error',
      'fatal',
    ]);
    expect(logger.isLevelEnabled('fatal')).toBe(false);
    expect(() => observability.setLogLevel('loud' as never)).toThrow(/"loud".*debug, info, warn, error, fatal, silent/);
  });

  it('takes whatever callers without types give it', () => {
    const { memory, instance } = pipeline();
    const logger = instance.getLoggerContext();
    logger.info(42 as never, 'text' as never);
    logger.info(new Error('as message') as never, new Error('as data') as never);
    logger.info('list', [1, 2] as never);
    logger.info('none', null as never);
    expect(memory.logs.map(log => [log.message, log.data])).toMatchObject([
      ['42', { value: 'text' }],
      ['as message', { error: { message: 'as data' } }],
      ['list', { value: [1, 2] }],
      ['none', { value: null }],
    ]);
  });
});

describe('metrics', () => {
  it('are counters, gauges and histograms, and a short form', () => {
    const { memory, instance } = pipeline();
    const metrics = instance.getMetricsContext();
    metrics.counter('c').add(2, { city: 'Oslo' });
    metrics.gauge('g').set(-1);
    metrics.histogram('h').record(0.5);
    metrics.emit('e', 7, { a: 'b' }, { type: 'histogram', unit: 'ms' });
    expect(
      memory.metrics.map(({ name, metricType, value, labels, unit }) => ({ name, metricType, value, labels, unit })),
    ).toEqual([
      { name: 'c', metricType: 'counter', value: 2, labels: { city: 'Oslo' }, unit: undefined },
      { name: 'g', metricType: 'gauge', value: -1, labels: {}, unit: undefined },
      { name: 'h', metricType: 'histogram', value: 0.5, labels: {}, unit: undefined },
      { name: 'e', metricType: 'histogram', value: 7, labels: { a: 'b' }, unit: 'ms' },
    ]);
    expect(new Set(memory.metrics.map(metric => metric.metricId)).size).toBe(4);
  });

  it('refuse what is no measurement, with one warning', () => {
    const { memory, instance, logger } = pipeline();
    const metrics = instance.getMetricsContext();
    for (const value of [-1, -2, Number.NaN]) metrics.counter('c').add(value);
    metrics.gauge('g').set(Infinity);
    metrics.histogram('').record(1);
    expect(memory.metrics).toEqual([]);
    expect(logger.warnings).toHaveLength(3);
    expect(logger.warnings[0]).toContain("counter 'c' was given -1");
  });

  it('lose labels that name one request or person, whose values stay in the correlation', () => {
    const { memory, instance, logger } = pipeline();
    const uuid = '550e8400-e29b-41d4-a716-446655440000';
    const metrics = instance.getMetricsContext();
    metrics.counter('c').add(1, { city: 'Oslo', user_id: 'u1', sessionId: 's1', job: `job-${uuid}` });
    metrics.counter('c').add(1, { city: 'Oslo', user_id: 'u2' });
    expect(memory.metrics.map(metric => metric.labels)).toEqual([{ city: 'Oslo' }, { city: 'Oslo' }]);
    expect(memory.metrics.map(metric => metric.correlationContext?.userId)).toEqual(['u1', 'u2']);
    expect(memory.metrics[0]!.correlationContext?.sessionId).toBe('s1');
    expect(logger.warnings).toHaveLength(1);
  });

  it('keep totals right past the limit of series', () => {
    const { memory, instance, logger } = pipeline({ metrics: { cardinality: { maxSeriesPerMetric: 5 } } });
    for (let i = 0; i < 100; i++)
      instance
        .getMetricsContext()
        .counter('c')
        .add(1, { i: `${i % 20}`, j: 'x' });
    const overflow = memory.metrics.filter(metric => metric.labels['otel.metric.overflow'] === 'true');
    expect(memory.metrics.reduce((sum, metric) => sum + metric.value, 0)).toBe(100);
    expect(overflow).toHaveLength(75);
    expect(logger.warnings).toHaveLength(1);
  });

  it('take labels in any order for one series', () => {
    const { memory, instance } = pipeline({ metrics: { cardinality: { maxSeriesPerMetric: 1 } } });
    instance.getMetricsContext().counter('c').add(1, { a: '1', b: '2' });
    instance.getMetricsContext().counter('c').add(1, { b: '2', a: '1' });
    expect(memory.metrics.map(metric => metric.labels)).toEqual([
      { a: '1', b: '2' },
      { a: '1', b: '2' },
    ]);
  });
});

describe('derived metrics', () => {
  it('have the catalogue’s names, types and labels', () => {
    const { memory, instance } = pipeline({ environment: 'ci' });
    const agent = instance.startSpan({ type: 'agent_run', name: 'x', entityType: 'agent', entityId: 'weather' });
    const llm = agent.createChildSpan({
      type: 'model_generation',
      name: 'llm',
      attributes: { model: 'm', provider: 'p' },
    });
    const tool = llm.createChildSpan({ type: 'tool_call', name: 'tool', entityType: 'tool', entityId: 'forecast' });
    tool.error({ error: new Error('x') });
    llm.end({
      attributes: {
        usage: { inputTokens: 10, outputTokens: 4, inputDetails: { cacheRead: 3, cacheWrite: 2, text: 5 } },
        costUsd: 0.5,
        completionStartTime: new Date(Date.now() + 1000),
      },
    });
    agent.end();
    const run = instance.startSpan({
      type: 'workflow_run',
      name: 'w',
      entityType: 'workflow_run',
      entityId: 'trip',
      parent: null,
    });
    run.end({ endReason: 'suspended' });
    const seen = memory.metrics.map(metric => `${metric.metricType} ${metric.name} ${JSON.stringify(metric.labels)}`);
    const model = '{"agent":"weather","model":"m","provider":"p"}';
    expect(seen).toEqual([
      'counter mastra_agent_runs_started {"agent":"weather","env":"ci","service":"test"}',
      `counter mastra_model_requests_started ${model}`,
      'counter mastra_tool_calls_started {"agent":"weather","env":"ci","tool":"forecast"}',
      'counter mastra_tool_calls_ended {"agent":"weather","env":"ci","status":"error","tool":"forecast"}',
      'histogram mastra_tool_duration_ms {"agent":"weather","env":"ci","tool":"forecast"}',
      'counter mastra_model_requests_ended {"agent":"weather","model":"m","provider":"p","status":"success"}',
      `histogram mastra_model_duration_ms ${model}`,
      `counter mastra_model_input_tokens ${model}`,
      `counter mastra_model_output_tokens ${model}`,
      `counter mastra_model_cache_read_tokens ${model}`,
      `counter mastra_model_cache_write_tokens ${model}`,
      `counter mastra_model_cost_usd ${model}`,
      `histogram mastra_model_time_to_first_token_ms ${model}`,
      'counter mastra_agent_runs_ended {"agent":"weather","env":"ci","service":"test","status":"success"}',
      'histogram mastra_agent_duration_ms {"agent":"weather","env":"ci","service":"test","status":"success"}',
      'counter mastra_workflow_runs_started {"env":"ci","workflow":"trip"}',
      'counter mastra_workflow_runs_ended {"env":"ci","status":"suspended","workflow":"trip"}',
      'histogram mastra_workflow_duration_ms {"env":"ci","status":"suspended","workflow":"trip"}',
    ]);
  });
});
