import type {
  AnySpan,
  CorrelationContext,
  Counter,
  DiagnosticLogger,
  EmitMetricOptions,
  Gauge,
  Histogram,
  MetricEvent,
  MetricsContext,
  MetricType,
} from '@mastra/core/observability';
import { METRIC_TYPES } from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import type { CardinalityGuard } from '../metrics/cardinality.ts';
import { boundedName } from '../spans/bounded-name.ts';
import type { Capture } from '../spans/capture.ts';
import { newEventId } from '../spans/ids.ts';
import { safeText } from '../spans/safe-text.ts';

/** What measurements need of the pipeline that they go to. */
export interface MetricsRuntime {
  readonly clock: Clock;
  readonly capture: Capture;
  /** Correlation of measurements outside any span. */
  readonly base: CorrelationContext;
  readonly guard: CardinalityGuard;
  readonly logger: Pick<DiagnosticLogger, 'warn'>;
  /** Names that a warning was given for: one each. */
  readonly warned: Set<string>;
  emit(event: MetricEvent): void;
  /** Counts a measurement that cannot be recorded. */
  invalid(): void;
}

const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});

/** A metric of one name. Its three verbs are one, because the kind of metric is fixed when it is asked for. */
class Instrument implements Counter, Gauge, Histogram {
  readonly #metrics: SpanMetrics;
  readonly #name: string;
  readonly #type: MetricType;

  constructor(metrics: SpanMetrics, name: string, type: MetricType) {
    this.#metrics = metrics;
    this.#name = name;
    this.#type = type;
  }

  add(value: number, labels?: Record<string, string>): void {
    this.#metrics.measure(this.#name, this.#type, value, labels);
  }

  set(value: number, labels?: Record<string, string>): void {
    this.#metrics.measure(this.#name, this.#type, value, labels);
  }

  record(value: number, labels?: Record<string, string>): void {
    this.#metrics.measure(this.#name, this.#type, value, labels);
  }
}

/** Measurements of one span, or of none. */
export class SpanMetrics implements MetricsContext {
  readonly #runtime: MetricsRuntime;
  readonly #span: AnySpan | undefined;

  constructor(runtime: MetricsRuntime, span: AnySpan | undefined) {
    this.#runtime = runtime;
    this.#span = span;
  }

  counter(name: string): Counter {
    return new Instrument(this, name, 'counter');
  }

  gauge(name: string): Gauge {
    return new Instrument(this, name, 'gauge');
  }

  histogram(name: string): Histogram {
    return new Instrument(this, name, 'histogram');
  }

  emit(name: string, value: number, labels?: Record<string, string>, options?: EmitMetricOptions): void {
    this.measure(name, metricTypeOf(options), value, labels, options);
  }

  /** What all instruments come down to. */
  measure(
    name: string,
    metricType: MetricType,
    value: number,
    given: Record<string, string> | undefined,
    options?: EmitMetricOptions,
  ): void {
    if (!this.#isAllowed(name, metricType, value)) return;
    let event: MetricEvent;
    try {
      event = this.#event(boundedName(name), metricType, value, given, options);
    } catch {
      this.#refuse(name, `a label or an option of ${metricType} '${name}' throws when it is read`);
      return;
    }
    this.#runtime.emit(event);
  }

  #event(
    name: string,
    metricType: MetricType,
    value: number,
    given: Record<string, string> | undefined,
    options: EmitMetricOptions | undefined,
  ): MetricEvent {
    const runtime = this.#runtime;
    const span = this.#span;
    const labels = given ? runtime.guard.labels(name, given) : NO_LABELS;
    const base = span ? span.correlation : runtime.base;
    return {
      type: 'metric',
      metric: {
        metricId: newEventId(),
        timestamp: new Date(runtime.clock.now()),
        name: runtime.capture.name(name),
        metricType,
        value,
        labels,
        unit: options?.unit === undefined ? undefined : runtime.capture.name(boundedName(options.unit)),
        traceId: span?.traceId,
        spanId: span?.id,
        metadata: options?.metadata && runtime.capture.record(options.metadata, 'metadata'),
        correlationContext: given ? runtime.guard.correlation(given, base) : base,
      },
    };
  }

  #isAllowed(name: string, metricType: MetricType, value: number): boolean {
    if (typeof name !== 'string' || name === '') return this.#refuse('', `a ${metricType} has no name`);
    if (!Number.isFinite(value))
      return this.#refuse(name, `${metricType} '${name}' was given ${safeText(value)}, and takes finite numbers`);
    if (metricType === 'counter' && value < 0) {
      return this.#refuse(
        name,
        `counter '${name}' was given ${safeText(value)}, and only goes up: use a gauge for what goes up and down`,
      );
    }
    return true;
  }

  #refuse(name: string, why: string): false {
    const { warned, logger, invalid } = this.#runtime;
    invalid();
    if (!warned.has(name) && warned.size < 1000) {
      warned.add(name);
      logger.warn(`[observability] ${why}. The measurement is left out, and so are further ones like it.`);
    }
    return false;
  }
}

function metricTypeOf(options: EmitMetricOptions | undefined): MetricType {
  try {
    const type = options?.type;
    return METRIC_TYPES.find(known => known === type) ?? 'gauge';
  } catch {
    return 'gauge';
  }
}
