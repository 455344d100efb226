import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type {
  AnyExportedSpan,
  DeliveryOptions,
  ExporterHealth,
  FeedbackEvent,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  ObservabilityExporter,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { QueuedExporter } from '@mastra/observability';
import { describeFeedback, describeScore } from '../logs/describe-judgement.ts';
import { describeLog } from '../logs/describe-log.ts';
import { type LogDescription, toReadableLog } from '../logs/log-record.ts';
import { MetricAggregator } from '../metrics/aggregator.ts';
import { measurementsOf } from '../metrics/measurements.ts';
import type { OtlpAnswer } from '../otlp/answer.ts';
import { OtlpClient } from '../otlp/client.ts';
import { otlpResource } from '../otlp/resource.ts';
import type { OtlpSignal } from '../otlp/signal.ts';
import { genAiSpan } from '../spans/gen-ai-span.ts';
import { type OtlpScope, toReadableSpan } from '../spans/readable-span.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';
import { temporalityEnvironment } from './environment.ts';
import { type OtelExporterOptions, type OwnOptions, splitOptions } from './options.ts';
import { Refusals } from './refusals.ts';
import { resourceAttributes } from './resource-attributes.ts';
import { clientSettings } from './settings.ts';

const SCOPE: OtlpScope = { name: PACKAGE_NAME, version: PACKAGE_VERSION };

/** An exporter that nobody has initialised knows no bounds, so all values share a bucket. */
const NO_BOUNDS: readonly number[] = [];

const SENT_TWICE =
  '[observability] spans may arrive twice: the OpenTelemetry SDK exports those that OtelBridge makes, and OtelExporter sends ' +
  'them as well. Give OtelExporter signals: { tracing: false }, or { tracing: true } where the two go to different places.';

/** Spans described between two turns of the event loop: about a millisecond. */
const SLICE = 64;

/**
 * Sends all five signals over OTLP, to a collector or to any backend that speaks it: spans and scores by the
 * conventions for generative AI, logs, metrics with exemplars, feedback as events.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'app', exporters: [new OtelExporter({ url: 'http://localhost:4318' })] } });
 * @throws MastraError `OTEL_EXPORTER_OPTIONS_INVALID`, `EXPORTER_OPTIONS_INVALID` or `OTLP_URL_INVALID`.
 */
export class OtelExporter extends QueuedExporter {
  readonly name = 'otel';
  readonly onTracingEvent: ObservabilityExporter['onTracingEvent'];
  readonly onLogEvent: ObservabilityExporter['onLogEvent'];
  readonly onMetricEvent: ObservabilityExporter['onMetricEvent'];
  readonly onScoreEvent: ObservabilityExporter['onScoreEvent'];
  readonly onFeedbackEvent: ObservabilityExporter['onFeedbackEvent'];
  readonly #options: OwnOptions;
  readonly #clients: Readonly<Record<OtlpSignal, OtlpClient>>;
  readonly #aggregator: MetricAggregator;
  readonly #instanceId = randomUUID();
  readonly #refusals = new Refusals();
  readonly #warnedOf = new Set<Signal>();
  #boundsOf: (metric: string) => readonly number[] = () => NO_BOUNDS;
  #resource = otlpResource({});

  constructor(options: OtelExporterOptions = {}) {
    const { own, rest } = splitOptions(options);
    super(rest);
    const { signals = {} } = own;
    this.#options = own;
    this.#clients = {
      traces: new OtlpClient(clientSettings('traces', own, process.env)),
      logs: new OtlpClient(clientSettings('logs', own, process.env)),
      metrics: new OtlpClient(clientSettings('metrics', own, process.env)),
    };
    this.#aggregator = new MetricAggregator({
      temporality: own.temporality ?? temporalityEnvironment(process.env) ?? 'cumulative',
      maxSeries: own.maxSeriesPerMetric ?? 2000,
      now: () => new Date(),
    });
    this.#describe({});
    const handler = (signal: Signal) =>
      signals[signal] === false ? undefined : (event: ObservabilityEvent) => this.accept(signal, event);
    this.onTracingEvent = handler('tracing');
    this.onLogEvent = handler('log');
    this.onMetricEvent = handler('metric');
    this.onScoreEvent = handler('score');
    this.onFeedbackEvent = handler('feedback');
  }

  override init(options: InitExporterOptions): void | Promise<void> {
    this.#describe(options);
    if (options.histogramBoundsOf) this.#boundsOf = options.histogramBoundsOf;
    if (options.bridge === 'otel' && this.onTracingEvent && !this.#options.signals?.tracing) {
      options.logger.warn(SENT_TWICE);
    }
    return super.init(options);
  }

  override async flush(options?: FlushOptions): Promise<FlushCounts> {
    const before = this.#refusals.total;
    return this.#refusals.correctCounts(await super.flush(options), before);
  }

  override async shutdown(options?: FlushOptions): Promise<FlushCounts> {
    const before = this.#refusals.total;
    const counts = await super.shutdown(options);
    await Promise.all(Object.values(this.#clients).map(client => client.shutdown()));
    return this.#refusals.correctCounts(counts, before);
  }

  override health(): ExporterHealth {
    return this.#refusals.correctHealth(super.health());
  }

  /** What OpenTelemetry's own batches hold. Receivers over gRPC take 4 MiB, of which the estimate leaves a quarter free. */
  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchSize: 512, maxBatchBytes: 3 * 1024 * 1024 };
  }

  /** A span of OTLP is a span that is over. */
  protected override get spanEvents(): 'ended' {
    return 'ended';
  }

  protected override async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    switch (signal) {
      case 'tracing':
        return this.#sendSpans((events as readonly TracingEvent[]).map(event => event.exportedSpan));
      case 'log':
        return this.#sendLogs(signal, events as readonly LogEvent[], event => describeLog(event.log));
      case 'score':
        return this.#sendLogs(signal, events as readonly ScoreEvent[], event => describeScore(event.score));
      case 'feedback':
        return this.#sendLogs(signal, events as readonly FeedbackEvent[], event => describeFeedback(event.feedback));
      case 'metric':
        return this.#sendMetrics(events as readonly MetricEvent[]);
    }
  }

  async #sendSpans(spans: readonly AnyExportedSpan[]): Promise<void> {
    const options = { includeContent: this.#options.includeContent ?? false };
    const origin = { resource: this.#resource, scope: SCOPE };
    const readable = await inSlices(spans, span => toReadableSpan(span, { ...genAiSpan(span, options), ...origin }));
    this.#account('tracing', spans.length, await this.#clients.traces.sendSpans(readable));
  }

  async #sendLogs<E>(signal: Signal, events: readonly E[], describe: (event: E) => LogDescription): Promise<void> {
    const origin = { resource: this.#resource, scope: SCOPE };
    const records = await inSlices(events, event => toReadableLog(describe(event), origin));
    this.#account(signal, events.length, await this.#clients.logs.sendLogs(records));
  }

  async #sendMetrics(events: readonly MetricEvent[]): Promise<void> {
    const { metricNames = ['mastra', 'gen_ai'] } = this.#options;
    const measurements = events.flatMap(({ metric }) => measurementsOf(metric, metricNames, this.#boundsOf));
    // A batch of nothing but metrics that are not wanted under any name.
    if (measurements.length === 0) return;
    const { metrics, commit } = this.#aggregator.aggregate(measurements);
    const answer = await this.#clients.metrics.sendMetrics({ resource: this.#resource, scope: SCOPE, metrics });
    commit();
    this.#account('metric', events.length, answer);
  }

  #account(signal: Signal, sent: number, { rejected, message }: OtlpAnswer): void {
    // Data points and measurements are not the same count; no more can be refused than was sent.
    const refused = Math.min(rejected, sent);
    if (refused === 0 && message === undefined) return;
    const reason = message ? `: ${message}` : '';
    const said = `the destination of ${this.name} refused ${refused} of ${sent} ${signal} events that it took${reason}`;
    if (refused > 0) this.#refusals.add(signal, refused, said);
    if (this.#warnedOf.has(signal)) return;
    this.#warnedOf.add(signal);
    this.logger.warn(
      `[observability] ${said}. OTLP does not say which, so they are counted as dropped. Further ones are only counted.`,
    );
  }

  #describe({ serviceName, environment }: Partial<InitExporterOptions>): void {
    const { resource: given } = this.#options;
    this.#resource = otlpResource(
      resourceAttributes({ serviceName, environment, given, instanceId: this.#instanceId, env: process.env }),
    );
  }
}

async function inSlices<E, R>(items: readonly E[], make: (item: E) => R): Promise<R[]> {
  const made: R[] = [];
  for (const item of items) {
    if (made.length > 0 && made.length % SLICE === 0) await turn();
    made.push(make(item));
  }
  return made;
}
