import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Observability } from '@mastra/observability';
import { OtelExporter } from '@mastra/otel-exporter';
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Measured, median } from './lib/measure.ts';
import { otlpSink } from './lib/otlp-sink.ts';
import { prose, random } from './lib/payload.ts';
import { publish } from './lib/report.ts';
import { watchStalls } from './lib/stall.ts';

const SPANS = 20_000;
const PER_TRACE = 8;
const ROUNDS = 7;

const next = random(1);
const texts = Array.from({ length: 1024 }, () => prose(512, next));
const text = (i: number) => texts[(i * 31) % texts.length]!;

/** A way for spans to a receiver. */
interface Way {
  readonly name: string;
  /** Makes one trace of `PER_TRACE` spans with 1 KB of payload each. */
  trace(n: number): void;
  flush(): Promise<void>;
  /** Spans that the receiver has acknowledged. */
  delivered(): number;
}

function openTelemetry(url: string, name: string, queue: { maxQueueSize?: number; maxExportBatchSize?: number }): Way {
  let delivered = 0;
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const processor = new BatchSpanProcessor({
    exporter: {
      export: (spans, done) =>
        exporter.export(spans, result => {
          if (result.code === 0) delivered += spans.length;
          done(result);
        }),
      shutdown: () => exporter.shutdown(),
    },
    ...queue,
  });
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('benchmark');
  return {
    name,
    trace(n) {
      const root = tracer.startSpan("agent run: 'weather'", { attributes: { input: JSON.stringify({ q: text(n) }) } });
      const inside = trace.setSpan(context.active(), root);
      for (let i = 1; i < PER_TRACE; i++) {
        const child = tracer.startSpan(
          "tool: 'forecast'",
          { attributes: { input: JSON.stringify({ q: text(n + i) }) } },
          inside,
        );
        child.setAttribute('output', JSON.stringify({ a: text(n + i + 7) }));
        child.end();
      }
      root.setAttribute('output', JSON.stringify({ a: text(n + 9) }));
      root.end();
    },
    flush: () => processor.forceFlush(),
    delivered: () => delivered,
  };
}

function ours(url: string, name: string, withMetrics: boolean): Way {
  const exporter = new OtelExporter({ url, includeContent: true, signals: { metric: withMetrics } });
  const observability = new Observability({ serviceName: 'benchmark', exporters: [exporter] });
  const instance = observability.getDefaultInstance();
  return {
    name,
    trace(n) {
      const root = instance.startSpan({
        type: 'agent_run',
        name: "agent run: 'weather'",
        entityType: 'agent',
        entityId: 'weather',
        parent: null,
        input: { q: text(n) },
      });
      for (let i = 1; i < PER_TRACE; i++) {
        const tool = root.createChildSpan({
          type: 'tool_call',
          name: "tool: 'forecast'",
          entityType: 'tool',
          entityId: 'forecast',
          input: { q: text(n + i) },
        });
        tool.end({ output: { a: text(n + i + 7) } });
      }
      root.end({ output: { a: text(n + 9) } });
    },
    async flush() {
      await observability.flush({ timeoutMs: 60_000 });
    },
    delivered: () => observability.health().exporters.otel!.signals.tracing.delivered,
  };
}

const sink = await otlpSink();
const large = { maxQueueSize: 1_000_000, maxExportBatchSize: 512 };
const ways = [
  openTelemetry(sink.url, 'OpenTelemetry JS, batch processor and OTLP exporter, a queue that is large enough', large),
  ours(sink.url, 'ours, OtelExporter', false),
  ours(sink.url, 'ours, OtelExporter, with three metrics a span', true),
];
const cpu = ways.map((): number[] => []);
const stall = ways.map((): number[] => []);
for (let round = -2; round < ROUNDS; round++) {
  for (const [i, way] of ways.entries()) {
    const before = way.delivered();
    const stalls = watchStalls();
    const start = process.cpuUsage();
    for (let n = 0; n < SPANS / PER_TRACE; n++) {
      way.trace(n);
      if (n % 8 === 0) await turn();
    }
    await way.flush();
    const { user, system } = process.cpuUsage(start);
    const longest = stalls.stop();
    assert.equal(way.delivered() - before, SPANS, way.name);
    if (round < 0) continue;
    cpu[i]!.push((user + system) / SPANS);
    stall[i]!.push(longest);
  }
}

// A burst in one turn of the event loop, with everybody's defaults.
const burst = [openTelemetry(sink.url, 'OpenTelemetry JS', {}), ours(sink.url, 'ours', false)].map(async way => {
  for (let n = 0; n < SPANS / PER_TRACE; n++) way.trace(n);
  await way.flush();
  return { name: way.name, lost: SPANS - way.delivered() };
});
const lost = await Promise.all(burst);
sink.stop();

const row = (name: string, values: readonly number[]): Measured => ({
  name,
  us: median(values),
  minUs: Math.min(...values),
  maxUs: Math.max(...values),
  kb: 0,
});
const rows = [
  ...ways.map((way, i) => row(`${way.name}: processor time a span, µs`, cpu[i]!)),
  ...ways.map((way, i) => row(`${way.name}: longest stall of the event loop, ms`, stall[i]!)),
  ...lost.map(way => row(`${way.name}: spans lost of ${SPANS} that end in one turn, default settings`, [way.lost])),
];
publish({
  question: `What does it cost to bring ${SPANS} spans of 1 KB to a receiver of OTLP?`,
  unit: '(see name)',
  rows,
  bars: [
    { what: 'longest stall', measured: rows[4]!.us, bar: 20, sense: 'at most', unit: 'ms' },
    { what: 'spans lost in a burst', measured: lost[1]!.lost, bar: 0, sense: 'at most' },
  ],
  notes: [
    'Receiver in another process on loopback, protobuf over HTTP. Making, redacting, queueing, encoding and sending included; all threads of the process. There is no bar for the processor time: ours makes GenAI attributes, redacts and keeps a ledger in it, and has some twenty attributes a span more.',
  ],
});
process.exit(0);
