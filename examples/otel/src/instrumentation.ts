import { register } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

// OpenTelemetry as any service sets it up, loaded before everything else so that `node:http` is instrumented.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

export const provider = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'quickstart' }),
  spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
});
trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
registerInstrumentations({
  // The scripted model is served by this process too, and is no part of the service.
  instrumentations: [new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => !url?.startsWith('/ask') })],
});
