import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { createObservabilityContext, SpanType, type TracingEvent, TracingEventType } from '@mastra/core/observability';
import { RequestContext } from '@mastra/core/request-context';
import { InMemoryStore } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  BaseExporter,
  BaseObservabilityEventBus,
  ConsoleExporter,
  DefaultExporter,
  extractContext,
  InMemoryExporter,
  injectContext,
  JsonExporter,
  Observability,
  ObservabilityBus,
  SensitiveDataFilter,
} from '../index.ts';
import { scripted } from './models.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-'));
afterAll(() => rmSync(folder, { recursive: true }));

const getWeather = createTool({
  id: 'get-weather',
  description: 'Weather for a city',
  inputSchema: z.object({ city: z.string() }),
  outputSchema: z.object({ celsius: z.number() }),
  execute: async ({ city }, { logger, metrics, tracing }) => {
    logger.info('looking up', { city });
    metrics.counter('lookups').add(1, { city });
    tracing.currentSpan?.addScore({ scorerId: 'freshness', score: 1 });
    return { celsius: 21 };
  },
});

const model = () =>
  scripted({ toolCalls: [{ id: 'call-1', name: 'getWeather', input: { city: 'Oslo' } }] }, { text: '21 degrees' });

describe.each([
  ['in memory', () => new InMemoryStore()],
  ['in a DuckDB file', () => new DuckDBStore({ path: join(folder, 'observability.duckdb') })],
])('the lines of the contract, %s', (_name, createStore) => {
  it('work as they are written', async () => {
    const lines: string[] = [];
    const agent = new Agent({
      id: 'weather',
      name: 'weather',
      instructions: '…',
      model: model(),
      tools: { getWeather },
    });
    const mastra = new Mastra({
      agents: { weather: agent },
      storage: createStore(),
      observability: {
        serviceName: 'my-app',
        logLevel: 'debug',
        exporters: [new DefaultExporter(), new ConsoleExporter({ write: line => lines.push(line) })],
        processors: [new SensitiveDataFilter()],
      },
    });

    const { text, traceId } = await mastra.getAgent('weather').generate('Weather in Oslo?', {
      tracingOptions: { sessionId: 's-1', threadId: 't-1', tags: ['demo'] },
      requestContext: new RequestContext([['tenant', 'acme']]),
    });
    expect(text).toBe('21 degrees');

    await mastra.observability.flush();
    const trace = (await mastra.getTrace(traceId))!;
    expect(trace.rootSpan?.children.map(span => span.name)).toEqual(["llm: 'scripted-1'"]);
    expect(trace.spans.map(span => span.spanType).sort()).toEqual([
      'agent_run',
      'model_generation',
      'model_step',
      'model_step',
      'tool_call',
    ]);
    expect(trace.getSpan(trace.spans[0]!.spanId)).toBe(trace.spans[0]);
    await trace.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });

    const store = await mastra.getStorage().getStore('observability');
    const listed = await store.listTraces({ filters: { sessionId: 's-1' }, pagination: { page: 0, perPage: 20 } });
    expect(listed).toMatchObject({ pagination: { total: 1, page: 0, perPage: 20, hasMore: false } });
    expect(listed.spans[0]).toMatchObject({ traceId, spanType: SpanType.AGENT_RUN, tags: ['demo'], threadId: 't-1' });
    const { logs } = await store.listLogs({ filters: { traceId }, search: 'looking', minLevel: 'info' });
    expect(logs).toMatchObject([{ message: 'looking up', data: { city: 'Oslo' }, sessionId: 's-1' }]);
    const { series } = await store.getMetricPercentiles({
      name: 'mastra_tool_duration_ms',
      percentiles: [0.5, 0.99],
      interval: '1m',
    });
    expect(series.map(one => [one.percentile, one.points.length])).toEqual([
      [0.5, 1],
      [0.99, 1],
    ]);

    mastra.logger.info('outside any run');
    mastra.metrics.gauge('queue_depth').set(3);
    await mastra.observability.flush();
    expect((await store.listScores({ filters: { traceId } })).scores).toMatchObject([
      { scorerId: 'freshness', score: 1 },
    ]);
    expect((await store.listFeedback({ filters: { traceId } })).feedback).toMatchObject([{ value: 'up' }]);
    expect((await store.getMetricAggregate({ name: ['mastra_model_input_tokens'], aggregation: 'sum' })).value).toBe(
      20,
    );
    expect((await store.listLogs({ filters: {}, search: 'outside' })).logs).toHaveLength(1);

    const health = mastra.observability.health();
    expect(health.status).toBe('ok');
    for (const ledger of Object.values(health.exporters.default!.signals))
      expect(ledger.delivered).toBe(ledger.emitted);
    expect(lines.some(line => line.includes("agent run: 'weather'"))).toBe(true);
    await mastra.shutdown();
    await expect(store.listTraces()).rejects.toThrow(/closed/);
  });
});

it('an exporter is any object with a name and handlers', async () => {
  class MyExporter extends BaseExporter {
    name = 'mine';
    readonly seen: string[] = [];
    async exportTracingEvent(event: TracingEvent) {
      this.seen.push(event.type);
    }
    async onLogEvent() {
      this.seen.push('log');
    }
  }
  const mine = new MyExporter();
  const observability = new Observability({
    serviceName: 'x',
    exporters: [mine, new JsonExporter({ path: join(folder, 'x.ndjson') })],
  });
  const span = observability.getDefaultInstance().createSpan('import', { sessionId: 's' });
  createObservabilityContext({ currentSpan: span }).logger.info('hello');
  expect(extractContext(injectContext(span))).toMatchObject({ traceId: span.traceId, sessionId: 's' });
  span.end();
  await observability.shutdown();
  expect(mine.seen).toEqual([TracingEventType.SPAN_STARTED, 'log', TracingEventType.SPAN_ENDED]);
  expect(new ObservabilityBus()).toBeInstanceOf(BaseObservabilityEventBus);
});

it('a workflow observes its steps, and an agent in it', async () => {
  const memory = new InMemoryExporter();
  const agent = new Agent({ id: 'weather', name: 'weather', instructions: '…', model: scripted({ text: 'sunny' }) });
  const plan = createStep({
    id: 'plan',
    inputSchema: z.object({ city: z.string() }),
    outputSchema: z.object({ text: z.string() }),
    execute: async ({ inputData, logger, mastra, tracing }) => {
      logger.info('planning', { session: tracing.sessionId });
      const { text } = await mastra!.getAgent('weather').generate(`Weather in ${inputData.city}?`);
      return { text };
    },
  });
  const trip = createWorkflow({
    id: 'trip',
    inputSchema: z.object({ city: z.string() }),
    outputSchema: z.object({ text: z.string() }),
  })
    .then(plan)
    .commit();
  const mastra = new Mastra({
    agents: { weather: agent },
    workflows: { trip },
    observability: { serviceName: 'x', exporters: [memory] },
  });
  const run = await mastra.getWorkflow('trip').createRun();
  const result = await run.start({ inputData: { city: 'Oslo' }, tracingOptions: { sessionId: 's-2' } });
  expect(result).toMatchObject({ status: 'success', result: { text: 'sunny' }, traceId: memory.rootSpans[0]!.traceId });
  expect(memory.spans.map(span => span.name)).toEqual([
    "workflow run: 'trip'",
    "workflow step: 'plan'",
    "agent run: 'weather'",
    "llm: 'scripted-1'",
    'step: 0',
  ]);
  expect(memory.logs[0]).toMatchObject({
    data: { session: 's-2' },
    correlationContext: { entityType: 'workflow_step' },
  });
  expect(new Set(memory.spans.map(span => span.sessionId))).toEqual(new Set(['s-2']));
});
