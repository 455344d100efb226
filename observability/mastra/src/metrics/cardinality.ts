import type { CardinalityOptions, CorrelationContext, DiagnosticLogger } from '@mastra/core/observability';
import { boundedName, isTooLong } from '../spans/bounded-name.ts';
import type { Capture } from '../spans/capture.ts';
import { safeText } from '../spans/safe-text.ts';

/** Labels that name one request or one person, by the correlation field that keeps their value. */
const FIELD_OF_LABEL: Readonly<Record<string, keyof CorrelationContext | 'traceId' | 'spanId'>> = {
  trace_id: 'traceId',
  span_id: 'spanId',
  run_id: 'runId',
  request_id: 'requestId',
  user_id: 'userId',
  resource_id: 'resourceId',
  session_id: 'sessionId',
  thread_id: 'threadId',
};

export const DEFAULT_BLOCKED_LABELS: readonly string[] = Object.keys(FIELD_OF_LABEL);

/** The labels of the series that takes what is past the limit, as OpenTelemetry names it. */
export const OVERFLOW_LABELS: Readonly<Record<string, string>> = Object.freeze({ 'otel.metric.overflow': 'true' });

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const UUID_LENGTH = 36;
const DEFAULT_MAX_SERIES = 2000;
/** Metric names that are told apart; a program that makes names up as it goes must not fill the memory. */
const MAX_METRICS = 10_000;

/** Longest label value and label name, in UTF-16 units. */
const MAX_LABEL = 256;
const MAX_LABELS = 64;

/** A step on the way from a metric through its labels, as they are given, to what the guard made of them. */
interface Known {
  readonly next: Map<string, Map<string, Known>>;
  labels: Readonly<Record<string, string>> | undefined;
}

/** The series of one metric. */
interface Series {
  readonly known: Known;
  /** Sets of labels, as they were given, that are remembered. */
  remembered: number;
  readonly names: Set<string>;
}

const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Keeps the number of series of a metric bounded: takes off labels that name one request or one person, and sends what
 * is past the limit to one overflow series, so that totals stay right. Labels that were seen before are found without
 * making anything.
 */
export class CardinalityGuard {
  readonly #blocked: ReadonlySet<string>;
  readonly #maxSeries: number;
  readonly #metrics = new Map<string, Series>();
  readonly #warned = new Set<string>();
  readonly #logger: Pick<DiagnosticLogger, 'warn'>;
  readonly #capture: Capture;

  constructor(options: CardinalityOptions | undefined, capture: Capture, logger: Pick<DiagnosticLogger, 'warn'>) {
    const labels = options?.blockedLabels ?? DEFAULT_BLOCKED_LABELS;
    this.#blocked = new Set(labels.flatMap(label => [label, camel(label)]));
    this.#maxSeries = options?.maxSeriesPerMetric ?? DEFAULT_MAX_SERIES;
    this.#capture = capture;
    this.#logger = logger;
  }

  /**
   * The labels that a measurement may have: a frozen object, shared by all measurements of the series.
   *
   * @throws what a getter of `given` throws
   */
  labels(metric: string, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    for (const key in given) {
      const value: unknown = given[key];
      // Looking a text up hashes all of it.
      if (typeof value !== 'string' || isTooLong(value, MAX_LABEL) || isTooLong(key, MAX_LABEL)) {
        return this.#guarded(metric, boundedLabels(given));
      }
    }
    return this.#guarded(metric, given);
  }

  #guarded(metric: string, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    let known = this.#metrics.get(metric)?.known;
    for (const key in given) known = known?.next.get(key)?.get(given[key]!);
    return known?.labels ?? this.#guard(metric, boundedLabels(given));
  }

  /** The correlation with the values of blocked labels that it has no value of its own for. */
  correlation(given: Readonly<Record<string, string>>, correlation: CorrelationContext): CorrelationContext {
    let kept = correlation;
    for (const key in given) {
      if (this.#blocked.has(key)) kept = keep(kept, key, this.#capture.named(key, boundedName(given[key])));
    }
    return kept;
  }

  #guard(metric: string, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const allowed: Record<string, string> = {};
    let isReusable = true;
    for (const key of Object.keys(given).sort()) {
      const value = this.#capture.named(key, given[key]);
      // The way to these labels would hold what was masked.
      if (value !== given[key]) isReusable = false;
      if (this.#blocked.has(key) || (value.length >= UUID_LENGTH && UUID.test(value))) {
        // Another value comes with the next request: remembering it would only fill the memory.
        isReusable = false;
        this.#warn(metric, key, 'label');
      } else {
        const name = this.#capture.name(key);
        if (name !== key) isReusable = false;
        allowed[name] = value;
      }
    }
    const series = this.#seriesOf(metric);
    if (!series) return NO_LABELS;
    const name = JSON.stringify(allowed);
    if (!series.names.has(name)) {
      if (series.names.size >= this.#maxSeries) {
        this.#warn(metric, `${this.#maxSeries}`, 'limit');
        return OVERFLOW_LABELS;
      }
      series.names.add(name);
    }
    const labels = Object.freeze(allowed);
    // Different labels may become one series, when a processor masks their values.
    if (isReusable && series.remembered < 2 * this.#maxSeries) {
      series.remembered++;
      remember(series.known, given, labels);
    }
    return labels;
  }

  #seriesOf(metric: string): Series | undefined {
    let series = this.#metrics.get(metric);
    if (!series && this.#metrics.size < MAX_METRICS) {
      series = { known: { next: new Map(), labels: undefined }, remembered: 0, names: new Set() };
      this.#metrics.set(metric, series);
    }
    return series;
  }

  /** One warning a metric. */
  #warn(metric: string, what: string, kind: 'label' | 'limit'): void {
    if (this.#warned.has(metric) || this.#warned.size >= MAX_METRICS) return;
    this.#warned.add(metric);
    this.#logger.warn(
      kind === 'label'
        ? `[observability] metric '${metric}': label '${what}' has too many different values and is taken off. The ids of a run, a session or a user stay in the correlation of the measurement.`
        : `[observability] metric '${metric}' has more than ${what} series: further ones are added up in one overflow series. Use labels with few values, or raise metrics.cardinality.maxSeriesPerMetric.`,
    );
  }
}

/** A copy with what is left of labels that are too long or too many, and without values that are none or cannot be read. */
function boundedLabels(given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const bounded: Record<string, string> = {};
  let count = 0;
  for (const key in given) {
    if (count >= MAX_LABELS) break;
    let value: unknown;
    try {
      value = given[key];
    } catch {
      continue;
    }
    if (value === undefined || value === null || key === '__proto__') continue;
    bounded[boundedName(key, MAX_LABEL)] = boundedName(safeText(value), MAX_LABEL);
    count++;
  }
  return bounded;
}

function remember(
  from: Known,
  given: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): void {
  let step = from;
  for (const key in given) {
    let values = step.next.get(key);
    if (!values) {
      values = new Map();
      step.next.set(key, values);
    }
    let next = values.get(given[key]!);
    if (!next) {
      next = { next: new Map(), labels: undefined };
      values.set(given[key]!, next);
    }
    step = next;
  }
  step.labels = labels;
}

function keep(correlation: CorrelationContext, label: string, value: string): CorrelationContext {
  const field = FIELD_OF_LABEL[label] ?? FIELD_OF_LABEL[snake(label)];
  if (!field || field === 'traceId' || field === 'spanId' || correlation[field] !== undefined) return correlation;
  return { ...correlation, [field]: value };
}

const camel = (label: string): string => label.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snake = (label: string): string => label.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
