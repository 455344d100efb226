import { type Attributes, context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** A span as another SDK records it, with those below it. */
export interface SentSpan {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children?: readonly SentSpan[];
}

/** Records a tree of spans with OpenTelemetry's own SDK and sends it. Answers the id of its trace. */
export async function send(serviceName: string, endpoint: string, root: SentSpan): Promise<string> {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const tracers = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = tracers.getTracer(serviceName);
  const record = ({ name, attributes, children = [] }: SentSpan, parent = context.active()): string => {
    const span = tracer.startSpan(name, { attributes }, parent);
    for (const child of children) record(child, trace.setSpan(parent, span));
    span.end();
    return span.spanContext().traceId;
  };
  const traceId = record(root);
  await tracers.forceFlush();
  await tracers.shutdown();
  return traceId;
}
