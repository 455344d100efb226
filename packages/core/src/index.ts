export { type ErrorDomain, MastraError, type MastraErrorOptions } from './error/index.ts';
export {
  type AnyWorkflow,
  type CallableAgent,
  type CallableWorkflow,
  Mastra,
  type MastraApplication,
  type MastraConfig,
} from './mastra/index.ts';
export { createObservabilityContext } from './observability/context-factory.ts';
export { type RecordedSpan, Trace } from './observability/recorded-trace.ts';
export {
  type FeedbackEvent,
  type LogEvent,
  type MetricEvent,
  type ObservabilityEvent,
  type ObservabilityEventBus,
  type ObservabilityExporter,
  type ScoreEvent,
  SpanType,
  type TracingEvent,
  TracingEventType,
} from './observability/types/index.ts';
export { RequestContext } from './request-context/index.ts';
export { aiSdkTelemetry } from './telemetry/ai-sdk.ts';
