export {
  GEN_AI_CONVENTIONS_VERSION,
  GEN_AI_EVALUATION_RESULT,
  GenAi,
  GenAiMetric,
  GenAiOperation,
} from './conventions/gen-ai.ts';
export { MASTRA_FEEDBACK, MastraAttribute, MastraPrefix } from './conventions/mastra.ts';
export type { MetricNaming, OtelDestination, OtelExporterOptions } from './exporter/options.ts';
export { OtelExporter } from './exporter/otel-exporter.ts';
export type { OtlpAnswer } from './otlp/answer.ts';
export { attributesOf, attributeValue } from './otlp/attributes.ts';
export { OtlpClient, type OtlpClientOptions } from './otlp/client.ts';
export type { OtlpEndpoints } from './otlp/endpoint.ts';
export type {
  OtlpExemplar,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpMetrics,
  OtlpNumberPoint,
  OtlpTemporality,
} from './otlp/metrics-request.ts';
export { otlpResource } from './otlp/resource.ts';
export type { OtlpCompression, OtlpProtocol, OtlpSignal } from './otlp/signal.ts';
export { hrTime } from './otlp/time.ts';
export type {
  Dash0Options,
  DynatraceOptions,
  GrafanaCloudOptions,
  HoneycombOptions,
  NewRelicOptions,
  SigNozCloudOptions,
} from './presets/cloud.ts';
export { presets } from './presets/index.ts';
export type { LocalOptions } from './presets/local.ts';
export type { AxiomOptions, TraceloopOptions } from './presets/partial.ts';
export { correlationAttributes } from './spans/correlation.ts';
export { type GenAiSpanOptions, genAiSpan } from './spans/gen-ai-span.ts';
export { type GenAiMessage, inputMessages, outputMessages, withoutSystem } from './spans/messages.ts';
export { providerName } from './spans/provider.ts';
export {
  type OtlpScope,
  type ReadableSpanOptions,
  type SpanDescription,
  type SpanMoment,
  toReadableSpan,
} from './spans/readable-span.ts';
