export { aiSdkTelemetry } from '../telemetry/ai-sdk.ts';
export { getAmbientSpan, iterateInSpan, runInSpan } from './ambient.ts';
export { createObservabilityContext, tracingContextOf } from './context-factory.ts';
export { type ObservabilityFactory, registerObservabilityFactory, resolveObservability } from './factory.ts';
export { noOpLoggerContext, noOpMetricsContext, noOpSpan, noOpTracingContext } from './no-op/index.ts';
export { type RecordedSpan, Trace } from './recorded-trace.ts';
export {
  type FeedbackEvent,
  type LogEvent,
  type MetricEvent,
  type ObservabilityEvent,
  type ObservabilityEventBus,
  type ScoreEvent,
  SIGNALS,
  type Signal,
  type TracingEvent,
  TracingEventType,
} from './types/bus.ts';
export type {
  CaptureOptions,
  CardinalityOptions,
  DeliveryOptions,
  MetricsConfig,
  ObservabilityConfig,
  RetryOptions,
  SamplerInput,
  SamplingConfig,
  SpoolOptions,
} from './types/config.ts';
export type { Counter, EmitMetricOptions, Gauge, Histogram, LoggerContext, MetricsContext } from './types/context.ts';
export {
  CORRELATION_TEXT_FIELDS,
  type CorrelationContext,
  type CorrelationTextField,
  ENTITY_TYPES,
  EntityType,
} from './types/correlation.ts';
export type {
  AddScoreToTraceArgs,
  DiagnosticLogger,
  InitExporterOptions,
  ObservabilityExporter,
} from './types/exporter.ts';
export type { ExportedFeedback, FeedbackInput } from './types/feedback.ts';
export {
  DROP_REASONS,
  type DropReason,
  type ExporterHealth,
  type FlushCounts,
  type FlushOptions,
  type FlushResult,
  type HealthStatus,
  type ObservabilityHealth,
  type SignalLedger,
} from './types/health.ts';
export type {
  AttachTarget,
  InstanceSelectorInput,
  ObservabilityEntrypoint,
  ObservabilityInstance,
} from './types/instance.ts';
export type { JsonObject, JsonValue } from './types/json.ts';
export { type ExportedLog, LOG_LEVELS, type LogLevel, type LogThreshold } from './types/logging.ts';
export { type ExportedMetric, METRIC_TYPES, type MetricType } from './types/metrics.ts';
export type { ObservabilityContext, ObservabilityContextMixin } from './types/mixin.ts';
export type { SignalProcessor } from './types/processor.ts';
export type { ExportedScore, ScoreInput } from './types/scores.ts';
export {
  type AgentRunAttributes,
  type GenericAttributes,
  type ModelGenerationAttributes,
  type ModelStepAttributes,
  type ProcessorRunAttributes,
  SPAN_TYPES,
  type SpanAttributes,
  type SpanAttributesMap,
  SpanType,
  type ToolCallAttributes,
  type WorkflowAttributes,
} from './types/span-types.ts';
export {
  type AnyExportedSpan,
  type AnySpan,
  type CreateEventSpanOptions,
  type CreateSpanOptions,
  type EndSpanOptions,
  type ExportedSpan,
  SPAN_END_REASONS,
  type Span,
  type SpanEndReason,
  type SpanEntity,
  type SpanErrorInfo,
  type SpanErrorOptions,
  type SpanLink,
  type StartSpanOptions,
  type TracingContext,
  type TracingOptions,
  type UpdateSpanOptions,
} from './types/tracing.ts';
export type { InputTokenDetails, OutputTokenDetails, UsageStats } from './types/usage.ts';
