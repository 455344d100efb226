import { context, trace } from '@opentelemetry/api';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';

/** OpenTelemetry's SDK with its batch processor and an exporter that keeps nothing. Its queue is large enough not to drop. */
export function openTelemetry() {
  const exporter: SpanExporter = {
    export: (_spans: ReadableSpan[], done) => done({ code: 0 }),
    shutdown: async () => undefined,
  };
  const processor = new BatchSpanProcessor({
    exporter,
    maxQueueSize: 100_000,
    maxExportBatchSize: 2048,
    scheduledDelayMillis: 5,
  });
  const provider = new TracerProvider({ spanProcessors: [processor] });
  const tracer = provider.getTracer('benchmark');

  /** The same two spans as ours. */
  function twoSpans(times: number, input?: (i: number) => string, output?: (i: number) => string): void {
    for (let i = 0; i < times; i++) {
      const root = tracer.startSpan("agent run: 'weather'", input ? { attributes: { input: input(i) } } : {});
      const child = tracer.startSpan("tool: 'forecast'", {}, trace.setSpan(context.active(), root));
      child.setAttribute('toolType', 'function');
      child.end();
      if (output) root.setAttribute('output', output(i));
      root.end();
    }
  }
  return { twoSpans, settle: () => provider.forceFlush() };
}
