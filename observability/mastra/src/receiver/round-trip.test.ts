import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { InMemoryStore, type MastraStorage, type ObservabilityStorage } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { context, SpanKind, SpanStatusCode, type TracerProvider as Tracers, trace } from '@opentelemetry/api';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DefaultExporter } from '../exporters/default.ts';
import '../index.ts';
import type { OtlpListener } from './listen.ts';
import { createOtlpReceiver } from './receiver.ts';

const resource = resourceFromAttributes({
  'service.name': 'checkout',
  'deployment.environment.name': 'production',
  'host.name': 'h1',
});

const forms = [
  ['protobuf', ProtoTraces, ProtoLogs, 'gzip'],
  ['JSON', JsonTraces, JsonLogs, 'none'],
] as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otlp-receiver-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const engines = [
  ['InMemoryStore', () => new InMemoryStore()],
  ['DuckDBStore', (name: string) => new DuckDBStore({ path: join(folder, `${name}.duckdb`) })],
] as const;

describe.each(engines)('OpenTelemetry’s own exporters, received into %s', (_, newStore) => {
  describe.each(forms)('as %s', (form, Traces, Logs, compression) => {
    let storage: MastraStorage;
    let mastra: Mastra;
    let store: ObservabilityStorage;
    let listener: OtlpListener;

    beforeAll(async () => {
      storage = newStore(form);
      mastra = new Mastra({
        storage,
        observability: { serviceName: 'collector', exporters: [new DefaultExporter()], logLevel: 'silent' },
      });
      store = (await storage.getStore('observability'))!;
      listener = await createOtlpReceiver({ observability: mastra.observability }).listen({ port: 0 });
    });
    afterAll(async () => {
      await listener.close();
      await mastra.shutdown();
    });
    afterEach(() => mastra.observability.flush());

    it('stores a trace with its tree, times, error, link, moment, usage and content', async () => {
      const tracers = tracerProvider(
        new Traces({ url: `${listener.url}/v1/traces`, compression: compression as never }),
      );
      const ids = recordAgent(tracers);
      await tracers.forceFlush();
      await tracers.shutdown();
      await mastra.observability.flush();

      const { spans } = (await store.getTrace({ traceId: ids.traceId }))!;
      const named = (name: string) => spans.find(span => span.name === name)!;
      expect(spans.map(span => span.name).sort()).toEqual([
        'cache miss',
        'chat gpt-5-mini',
        'execute_tool lookup',
        'invoke_agent guide',
      ]);
      expect(named('invoke_agent guide')).toMatchObject({
        spanType: 'agent_run',
        entityType: 'agent',
        entityName: 'guide',
        serviceName: 'checkout',
        environment: 'production',
        userId: 'ada',
        sessionId: 'thread-7',
        threadId: 'thread-7',
        status: 'success',
        startedAt: new Date('2026-11-21T08:00:00.123Z'),
        endedAt: new Date('2026-11-21T08:00:04.500Z'),
        attributes: { team: 'blue', mixed: { deep: [1, 'two', true] } },
        metadata: { kind: 'server', resource: { 'host.name': 'h1' }, scope: { name: 'guide-lib', version: '1.0.0' } },
      });
      expect(named('chat gpt-5-mini')).toMatchObject({
        spanType: 'model_generation',
        parentSpanId: ids.agent,
        input: { messages: [{ role: 'user', parts: [{ type: 'text', content: 'Grüße 👋' }] }] },
        attributes: {
          model: 'gpt-5-mini',
          provider: 'openai',
          usage: {
            inputTokens: 100,
            outputTokens: 20,
            inputDetails: { text: 60, cacheRead: 40 },
            outputDetails: { text: 15, reasoning: 5 },
          },
          finishReason: 'stop',
        },
        links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }],
      });
      expect(named('execute_tool lookup')).toMatchObject({
        spanType: 'tool_call',
        entityName: 'lookup',
        status: 'error',
        error: { name: 'TypeError', message: 'no such key', stack: expect.stringContaining('TypeError') },
        input: { city: 'Oslo' },
      });
      expect(named('cache miss')).toMatchObject({ isEvent: true, parentSpanId: ids.tool, attributes: { key: 'oslo' } });
    });

    it('derives metrics with prices', async () => {
      const sum = async (name: string) =>
        (await store.getMetricAggregate({ name: [name], aggregation: 'sum', filters: { serviceName: 'checkout' } }))
          .value;
      expect(await sum('mastra_model_input_tokens')).toBe(100);
      expect(await sum('mastra_model_cost_usd')).toBeCloseTo((60 * 0.25 + 40 * 0.025 + 20 * 2) / 1e6, 12);
      expect(await sum('mastra_agent_duration_ms')).toBeCloseTo(4376.544, 2);
      expect(await sum('mastra_tool_calls_ended')).toBe(1);
    });

    it('stores logs under their spans', async () => {
      const logs = new LoggerProvider({
        resource,
        processors: [new SimpleLogRecordProcessor({ exporter: new Logs({ url: `${listener.url}/v1/logs` }) })],
      });
      const logger = logs.getLogger('guide-lib');
      const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
      const inSpan = trace.setSpanContext(context.active(), spanContext);
      logger.emit({
        severityNumber: 13,
        body: 'slow',
        attributes: { ms: 812.5 },
        context: inSpan,
        timestamp: Date.UTC(2026, 10, 21),
      });
      logger.emit({ severityNumber: 9, body: { event: 'login', ok: true } });
      await logs.forceFlush();
      await logs.shutdown();
      await mastra.observability.flush();

      const { logs: stored } = await store.listLogs({ filters: { serviceName: 'checkout' } });
      expect(stored).toHaveLength(2);
      expect(stored.find(log => log.level === 'warn')).toMatchObject({
        message: 'slow',
        data: { ms: 812.5 },
        traceId: spanContext.traceId,
        spanId: spanContext.spanId,
        timestamp: new Date(Date.UTC(2026, 10, 21)),
        environment: 'production',
      });
      expect(stored.find(log => log.level === 'info')?.message).toBe('{"event":"login","ok":true}');
    });
  });
});

it('takes the metrics of the official exporter: counters, gauges, and of histograms the count and the sum', async () => {
  const storage = new InMemoryStore();
  const mastra = new Mastra({ storage, observability: { serviceName: 'collector' } });
  const listener = await createOtlpReceiver({ observability: mastra.observability }).listen({ port: 0 });
  const exporter = new OTLPMetricExporter({ url: `${listener.url}/v1/metrics` });
  const meters = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 })],
  });
  const meter = meters.getMeter('m');
  const jobs = meter.createCounter('jobs', { unit: '{job}' });
  const size = meter.createHistogram('size');
  const open = meter.createUpDownCounter('open');
  for (const round of [1, 2]) {
    jobs.add(round, { kind: 'a' });
    size.record(3 * round);
    open.add(round === 1 ? 5 : -2);
    await meters.forceFlush();
  }
  await mastra.observability.flush();
  const store = (await storage.getStore('observability'))!;
  const sum = async (name: string) =>
    (await store.getMetricAggregate({ name: [name], aggregation: 'sum', filters: { serviceName: 'checkout' } })).value;
  expect(await sum('jobs')).toBe(3);
  expect([await sum('size.count'), await sum('size.sum')]).toEqual([2, 9]);
  const { metrics } = await store.listMetrics({ filters: { name: ['open', 'jobs'] } });
  expect(
    metrics
      .filter(metric => metric.name === 'open')
      .map(metric => metric.value)
      .sort(),
  ).toEqual([3, 5]);
  expect(metrics.find(metric => metric.name === 'jobs')).toMatchObject({
    metricType: 'counter',
    unit: '{job}',
    labels: { kind: 'a' },
    serviceName: 'checkout',
    environment: 'production',
  });
  await meters.shutdown();
  await listener.close();
  await mastra.shutdown();
});

function tracerProvider(exporter: InstanceType<typeof ProtoTraces>): TracerProvider {
  return new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
}

const at = (ms: number): [number, number] => [
  Math.floor(Date.UTC(2026, 10, 21, 8) / 1000) + Math.floor(ms / 1000),
  (ms % 1000) * 1e6,
];

function recordAgent(tracers: Tracers): { readonly traceId: string; readonly agent: string; readonly tool: string } {
  const tracer = tracers.getTracer('guide-lib', '1.0.0');
  const root = tracer.startSpan('invoke_agent guide', {
    kind: SpanKind.SERVER,
    startTime: [at(0)[0], 123_456_000],
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'guide',
      'gen_ai.conversation.id': 'thread-7',
      'user.id': 'ada',
      team: 'blue',
    },
  });
  root.setAttribute('mixed', { deep: [1, 'two', true] } as never);
  const within = trace.setSpan(context.active(), root);
  const chat = tracer.startSpan(
    'chat gpt-5-mini',
    {
      kind: SpanKind.CLIENT,
      startTime: at(500),
      links: [{ context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 } }],
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5-mini',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 20,
        'gen_ai.usage.cache_read.input_tokens': 40,
        'gen_ai.usage.reasoning.output_tokens': 5,
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Grüße 👋"}]}]',
      },
    },
    within,
  );
  chat.end(at(2000));
  const tool = tracer.startSpan(
    'execute_tool lookup',
    {
      startTime: at(2100),
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'lookup',
        'gen_ai.tool.call.arguments': '{"city":"Oslo"}',
      },
    },
    within,
  );
  tool.addEvent('cache miss', { key: 'oslo' }, at(2200));
  tool.recordException(new TypeError('no such key'), at(2300));
  tool.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' });
  tool.end(at(2400));
  root.end(at(4500));
  return { traceId: root.spanContext().traceId, agent: root.spanContext().spanId, tool: tool.spanContext().spanId };
}
