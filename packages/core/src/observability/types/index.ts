export type {
  BridgeParent,
  BridgeSpanOptions,
  BridgeTraceOptions,
  ObservabilityBridge,
  OpenBridgedSpan,
} from './bridge.ts';
export type { BridgedSpan } from './bridged-span.ts';
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
} from './bus.ts';
export type {
  CaptureOptions,
  CardinalityOptions,
  HistogramBounds,
  MetricsConfig,
  ModelPrice,
  ObservabilityConfig,
  PriceTier,
  SamplerInput,
  SamplingConfig,
  TailKeepRules,
  TailSamplingConfig,
  TokenPrices,
} from './config.ts';
export type { Counter, EmitMetricOptions, Gauge, Histogram, LoggerContext, MetricsContext } from './context.ts';
export {
  CORRELATION_TEXT_FIELDS,
  type CorrelationContext,
  type CorrelationTextField,
  ENTITY_TYPES,
  EntityType,
} from './correlation.ts';
export type { DeliveryOptions, RetryOptions, SpoolOptions } from './delivery.ts';
export type { DoctorCheck, DoctorReport } from './doctor.ts';
export type { AddScoreToTraceArgs, DiagnosticLogger, InitExporterOptions, ObservabilityExporter } from './exporter.ts';
export type { ExportedFeedback, FeedbackInput } from './feedback.ts';
export {
  DROP_REASONS,
  type DrainOptions,
  type DropReason,
  type ExporterHealth,
  type FlushCounts,
  type FlushOptions,
  type FlushResult,
  type HealthStatus,
  type LossHealth,
  type ObservabilityHealth,
  type SignalLedger,
  type SpoolHealth,
} from './health.ts';
export type {
  AttachTarget,
  InstanceSelectorInput,
  ObservabilityEntrypoint,
  ObservabilityInstance,
} from './instance.ts';
export type { JsonObject, JsonValue } from './json.ts';
export { type ExportedLog, LOG_LEVELS, type LogLevel, type LogThreshold } from './logging.ts';
export { type ExportedMetric, METRIC_TYPES, type MetricType } from './metrics.ts';
export type { ObservabilityContext, ObservabilityContextMixin } from './mixin.ts';
export type { SignalProcessor } from './processor.ts';
export type { ExportedScore, ScoreInput } from './scores.ts';
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
} from './span-types.ts';
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
} from './tracing.ts';
export type { InputTokenDetails, OutputTokenDetails, UsageStats } from './usage.ts';
export type {
  BudgetExceeded,
  BudgetLimit,
  BudgetOptions,
  ModelUsage,
  RunUsage,
  UsageAccount,
} from './usage-account.ts';
