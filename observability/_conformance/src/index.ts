export { AGENT_TREE, TRACE_ID } from './agent-tree.ts';
export { Application, type ApplicationOptions } from './application.ts';
export type {
  Arrived,
  ArrivedJudgement,
  ArrivedLog,
  ArrivedMetric,
  ArrivedSpan,
  FakeDestination,
  Fault,
} from './destination.ts';
export type { ExporterHarness } from './harness.ts';
export { type LoopbackAnswer, type LoopbackOptions, LoopbackServer, type ReceivedRequest } from './loopback.ts';
export { decodeOtlpSpans, type OtlpSpan } from './otlp.ts';
export { RecordingLogger } from './recording-logger.ts';
export { feedbackEvent, metricEvent, scoreEvent } from './sample-events.ts';
export { SAMPLE_USAGE, sampleRun } from './sample-run.ts';
export { at, begin, end, endedEvent, START, sampleSpan, spanOf, TRACE } from './sample-span.ts';
export { describeExporter } from './suite.ts';
export { runWeatherAgent } from './weather-agent.ts';
