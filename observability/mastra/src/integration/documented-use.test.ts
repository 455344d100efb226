import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { createObservabilityContext, SpanType, type TracingEvent, TracingEventType } from '@mastra/core/observability';
import { RequestContext } from '@mastra/core/request-context';
import { InMemoryStore } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { BaseExporter, ConsoleExporter, DefaultExporter, InMemoryExporter, SensitiveDataFilter } from '../index.ts';
import { scripted } from './models.ts';

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

const plan = createStep({
  id: 'plan',
  inputSchema: z.object({ city: z.string() }),
  outputSchema: z.object({ days: z.number() }),
  execute: async ({ inputData, logger }) => {
    logger.info('planning', inputData);
    return { days: 3 };
  },
});

const trip = createWorkflow({
  id: 'trip',
  inputSchema: z.object({ city: z.string() }),
  outputSchema: z.object({ days: z.number() }),
})
  .then(plan)
  .commit();

test('an application as the documentation shows it', async () => {
  const model = scripted({ toolCalls: [{ id: 'c', name: 'getWeather', input: { city: 'Oslo' } }] }, { text: '21 °C.' });
  const agent = new Agent({ id: 'weather', name: 'weather', instructions: '…', model, tools: { getWeather } });
  const lines: string[] = [];
  const old: TracingEvent[] = [];
  class OldStyle extends BaseExporter {
    readonly name = 'mine';
    override async exportTracingEvent(event: TracingEvent) {
      old.push(event);
    }
  }
  const memory = new InMemoryExporter();
  const mastra = new Mastra({
    agents: { weather: agent },
    workflows: { trip },
    storage: new InMemoryStore(),
    observability: {
      serviceName: 'my-app',
      logLevel: 'debug',
      exporters: [
        new DefaultExporter(),
        memory,
        new OldStyle(),
        new ConsoleExporter({ write: (line: string) => void lines.push(line) }),
      ],
      processors: [new SensitiveDataFilter()],
    },
  });

  const { text, traceId } = await mastra.getAgent('weather').generate('Weather in Oslo?', {
    tracingOptions: { sessionId: 's-1', threadId: 't-1', tags: ['demo'] },
    requestContext: new RequestContext([['tenant', 'acme']]),
  });
  expect(text).toBe('21 °C.');

  await mastra.observability.flush();
  const trace = await mastra.getTrace(traceId);
  expect(trace?.rootSpan.children).toHaveLength(1);
  expect(trace?.spans).toHaveLength(5);
  await trace?.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });

  const store = await mastra.getStorage().getStore('observability');
  const traces = await store?.listTraces({ filters: { sessionId: 's-1' }, pagination: { page: 0, perPage: 20 } });
  expect(traces?.spans).toMatchObject([{ traceId, spanType: SpanType.AGENT_RUN, status: 'success' }]);
  const logs = await store?.listLogs({ filters: { traceId }, search: 'looking', minLevel: 'info' });
  expect(logs?.logs).toMatchObject([{ message: 'looking up', data: { city: 'Oslo' } }]);
  const percentiles = await store?.getMetricPercentiles({
    name: 'mastra_tool_duration_ms',
    percentiles: [0.5, 0.99],
    interval: '1m',
  });
  expect(percentiles?.series.map(one => one.percentile)).toEqual([0.5, 0.99]);

  mastra.logger.info('outside any run');
  mastra.metrics.gauge('queue_depth').set(3);
  expect(memory.logs.at(-1)).toMatchObject({ message: 'outside any run' });
  expect(memory.metricsNamed('queue_depth')).toMatchObject([{ value: 3 }]);
  expect(mastra.observability.health().status).toBe('ok');

  const run = await mastra.getWorkflow('trip').createRun();
  const result = await run.start({ inputData: { city: 'Oslo' } });
  expect(result).toMatchObject({ status: 'success', result: { days: 3 } });

  expect(old.map(event => event.type)).toContain(TracingEventType.SPAN_ENDED);
  expect(createObservabilityContext().tracing.currentSpan).toBeUndefined();
  await mastra.shutdown();
  await mastra.shutdown();
  await expect(store?.listTraces()).rejects.toThrow();
});
