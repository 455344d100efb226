import type {
  AnyExportedSpan,
  ExportedFeedback,
  ExportedLog,
  ExportedMetric,
  ExportedScore,
  FeedbackEvent,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  ObservabilityExporter,
  ScoreEvent,
  TracingEvent,
} from '@mastra/core/observability';
import { READS_ONLY } from '../bus/isolated.ts';

export interface InMemoryExporterOptions {
  /** Further events push the oldest out. @default 100_000 */
  readonly maxEvents?: number;
}

/**
 * Keeps everything in memory, for tests.
 *
 * @example
 * const memory = new InMemoryExporter();
 * new Mastra({ observability: { serviceName: 'test', exporters: [memory] } });
 * memory.spansNamed("tool: 'get-weather'");
 */
export class InMemoryExporter implements ObservabilityExporter {
  readonly name = 'in-memory';
  readonly [READS_ONLY] = true;
  readonly #events: ObservabilityEvent[] = [];
  readonly #maxEvents: number;

  constructor(options: InMemoryExporterOptions = {}) {
    this.#maxEvents = options.maxEvents ?? 100_000;
  }

  /** Every event, in order of arrival. */
  get events(): readonly ObservabilityEvent[] {
    return this.#events;
  }

  /** Every span in its latest state, in order of their start. */
  get spans(): readonly AnyExportedSpan[] {
    const latest = new Map<string, AnyExportedSpan>();
    for (const event of this.tracingEvents) {
      latest.set(`${event.exportedSpan.traceId}/${event.exportedSpan.id}`, event.exportedSpan);
    }
    return [...latest.values()];
  }

  get tracingEvents(): readonly TracingEvent[] {
    return this.#events.filter((event): event is TracingEvent => 'exportedSpan' in event);
  }

  get logs(): readonly ExportedLog[] {
    return this.#events.flatMap(event => (event.type === 'log' ? [event.log] : []));
  }

  get metrics(): readonly ExportedMetric[] {
    return this.#events.flatMap(event => (event.type === 'metric' ? [event.metric] : []));
  }

  get scores(): readonly ExportedScore[] {
    return this.#events.flatMap(event => (event.type === 'score' ? [event.score] : []));
  }

  get feedback(): readonly ExportedFeedback[] {
    return this.#events.flatMap(event => (event.type === 'feedback' ? [event.feedback] : []));
  }

  /** Spans that have begun and not ended. */
  get openSpans(): readonly AnyExportedSpan[] {
    return this.spans.filter(span => span.endTime === undefined);
  }

  get rootSpans(): readonly AnyExportedSpan[] {
    return this.spans.filter(span => span.isRootSpan);
  }

  spansNamed(name: string): readonly AnyExportedSpan[] {
    return this.spans.filter(span => span.name === name);
  }

  spansOfType(type: AnyExportedSpan['type']): readonly AnyExportedSpan[] {
    return this.spans.filter(span => span.type === type);
  }

  childrenOf(span: AnyExportedSpan): readonly AnyExportedSpan[] {
    return this.spans.filter(child => child.parentSpanId === span.id && child.traceId === span.traceId);
  }

  metricsNamed(name: string): readonly ExportedMetric[] {
    return this.metrics.filter(metric => metric.name === name);
  }

  onTracingEvent(event: TracingEvent): void {
    this.#keep(event);
  }
  onLogEvent(event: LogEvent): void {
    this.#keep(event);
  }
  onMetricEvent(event: MetricEvent): void {
    this.#keep(event);
  }
  onScoreEvent(event: ScoreEvent): void {
    this.#keep(event);
  }
  onFeedbackEvent(event: FeedbackEvent): void {
    this.#keep(event);
  }

  clear(): void {
    this.#events.length = 0;
  }

  #keep(event: ObservabilityEvent): void {
    if (this.#events.length >= this.#maxEvents) this.#events.shift();
    this.#events.push(event);
  }
}
