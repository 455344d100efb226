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
export { describeExporter } from './suite.ts';
