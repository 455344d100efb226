import type { MetricEvent, MetricType } from '@mastra/core/observability';
import type { ResolvedConfig } from '../../config.ts';
import { CardinalityGuard } from '../../metrics/cardinality.ts';
import { METRIC_CATALOGUE } from '../../metrics/catalogue.ts';
import { Capture } from '../../spans/capture.ts';
import type { Faults } from '../faults.ts';
import { AttributeBag } from '../mapping/attribute-bag.ts';
import { FIELD_LIMITS } from '../mapping/bounds.ts';
import { correlationOf } from '../mapping/correlation.ts';
import { hashOf } from '../mapping/hash.ts';
import type { Origin } from '../mapping/origin.ts';
import { dateOf } from '../wire/time.ts';
import { listOf, Malformed, objectOf, textOf } from '../wire/types.ts';
import { shortened } from '../wire/values.ts';
import { CumulativeSeries } from './cumulative.ts';
import {
  isEmpty,
  numberOf,
  type Point,
  pointOf,
  pointsOf,
  pointValue,
  type Temporality,
  temporalityOf,
} from './points.ts';

const KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;

/** Characters of a label's value. */
const MAX_LABEL = 256;

/**
 * Makes measurements of the protocol's metrics where they are the same thing: gauges are gauges, sums that only grow are
 * counters, sums that go up and down are gauges. Of histograms and summaries the count and the sum are counters.
 */
export class MetricIntake {
  readonly #guard: CardinalityGuard;
  readonly #series: CumulativeSeries;
  readonly #isDeriving: boolean;

  constructor(config: ResolvedConfig, isDeriving: boolean, now = Date.now()) {
    this.#guard = new CardinalityGuard(config.metrics.cardinality, new Capture(config.capture), console);
    this.#series = new CumulativeSeries(BigInt(now) * 1_000_000n);
    this.#isDeriving = isDeriving;
  }

  /** @param faults counts points that cannot be taken */
  open(faults: Faults): MetricBatch {
    return new MetricBatch(this.#guard, this.#series, this.#isDeriving, faults);
  }
}

/** One metric of one sender. */
interface Measured {
  readonly name: string;
  readonly unit: string | undefined;
  readonly origin: Origin;
}

/** The measurements of one request. */
export class MetricBatch {
  readonly events: MetricEvent[] = [];
  readonly #guard: CardinalityGuard;
  readonly #series: CumulativeSeries;
  readonly #isDeriving: boolean;
  readonly #faults: Faults;
  readonly #now = new Date();
  readonly #originKeys = new WeakMap<Origin, string>();

  constructor(guard: CardinalityGuard, series: CumulativeSeries, isDeriving: boolean, faults: Faults) {
    this.#guard = guard;
    this.#series = series;
    this.#isDeriving = isDeriving;
    this.#faults = faults;
  }

  /** Takes all points of a metric that can be taken. Answers why there are none at all, or nothing. */
  take(wire: Readonly<Record<string, unknown>>, origin: Origin): string | undefined {
    const kind = KINDS.find(one => typeof wire[one] === 'object' && wire[one] !== null);
    if (kind === undefined) return 'a metric is of no kind that is known';
    const data = objectOf(wire[kind]);
    const name = textOf(wire.name);
    const refusal = name === undefined ? 'a metric has no name' : this.#refusal(name, origin);
    if (name === undefined || refusal !== undefined) {
      this.#faults.add(refusal ?? '', pointsOf(data).length);
      return undefined;
    }
    const unit = textOf(wire.unit);
    const measured = {
      name: shortened(name, FIELD_LIMITS.id),
      unit: unit === undefined ? undefined : shortened(unit, FIELD_LIMITS.id),
      origin,
    };
    for (const point of pointsOf(data)) {
      const fault = guarded(() => (isEmpty(point) ? undefined : this.#point(kind, data, measured, point)));
      if (fault !== undefined) this.#faults.add(fault);
    }
    return undefined;
  }

  #refusal(name: string, { isMastra }: Origin): string | undefined {
    const isOwn = isMastra && this.#isDeriving && Object.hasOwn(METRIC_CATALOGUE, name);
    return isOwn ? 'the built-in metrics are derived from spans here, and would count twice' : undefined;
  }

  /** Takes a point, or answers why not. */
  #point(
    kind: (typeof KINDS)[number],
    data: Readonly<Record<string, unknown>>,
    measured: Measured,
    wire: Readonly<Record<string, unknown>>,
  ): string | undefined {
    const point = pointOf(wire);
    switch (kind) {
      case 'gauge':
        return this.#add(measured, 'gauge', pointValue(wire), point);
      case 'sum': {
        const temporality = temporalityOf(data);
        if (data.isMonotonic === true) return this.#grow(measured, temporality, pointValue(wire), point);
        if (temporality === 'cumulative') return this.#add(measured, 'gauge', pointValue(wire), point);
        return 'steps up and down have no total here: send the sum cumulative';
      }
      case 'summary':
        return this.#summary(measured, wire, point);
      default:
        return this.#countAndSum(measured, temporalityOf(data), wire, point);
    }
  }

  #countAndSum(
    measured: Measured,
    temporality: Temporality,
    wire: Readonly<Record<string, unknown>>,
    point: Point,
  ): string | undefined {
    const { name, origin } = measured;
    const fault = this.#grow({ name: `${name}.count`, unit: '1', origin }, temporality, numberOf(wire.count), point);
    if (fault !== undefined || wire.sum === undefined || wire.sum === null) return fault;
    return this.#grow({ ...measured, name: `${name}.sum` }, temporality, numberOf(wire.sum), point);
  }

  #summary(measured: Measured, wire: Readonly<Record<string, unknown>>, point: Point): string | undefined {
    for (const one of listOf(wire.quantileValues)) {
      const { quantile, value } = objectOf(one);
      const label = { quantile: String(numberOf(quantile) ?? 0) };
      const fault = this.#add(measured, 'gauge', numberOf(value) ?? 0, point, label);
      if (fault !== undefined) return fault;
    }
    return this.#countAndSum(measured, 'cumulative', wire, point);
  }

  /** What only grows, as an addition. */
  #grow(measured: Measured, temporality: Temporality, value: number | undefined, point: Point): string | undefined {
    if (value === undefined) return 'a value is no finite number';
    if (value < 0) return 'a sum that only grows is below zero';
    if (temporality === 'delta') return this.#add(measured, 'counter', value, point);
    const time = point.time ?? BigInt(this.#now.getTime()) * 1_000_000n;
    const added = this.#series.added(this.#keyOf(measured, point), point.start, time, value);
    return added === undefined || added === 0 ? undefined : this.#add(measured, 'counter', added, point);
  }

  #add(
    measured: Measured,
    metricType: MetricType,
    value: number | undefined,
    point: Point,
    more: Readonly<Record<string, string>> = {},
  ): string | undefined {
    if (value === undefined) return 'a value is no finite number';
    const { name, unit, origin } = measured;
    const bag = new AttributeBag(point.attributes, origin.isMastra);
    const correlation = correlationOf(bag, origin);
    const given = { ...labelsOf(bag.rest), ...more };
    const labels = this.#guard.labels(name, given);
    this.events.push({
      type: 'metric',
      metric: {
        metricId: hashOf(32, this.#keyOf(measured, point), JSON.stringify(more), String(point.time ?? '')),
        timestamp: point.time === undefined ? this.#now : dateOf(point.time),
        name,
        metricType,
        value,
        labels,
        unit,
        metadata: origin.metadata,
        correlationContext: this.#guard.correlation(given, correlation),
      },
    });
    return undefined;
  }

  /** Names a series: the same sender, metric and attributes have the same key, whatever order they come in. */
  #keyOf({ name, origin }: Measured, { attributes }: Point): string {
    let sender = this.#originKeys.get(origin);
    if (sender === undefined) {
      const { serviceName, environment, metadata } = origin;
      sender = hashOf(32, JSON.stringify([serviceName, environment, metadata, origin.sender.tenant]));
      this.#originKeys.set(origin, sender);
    }
    const pairs = Object.entries(new AttributeBag(attributes).rest).sort(([a], [b]) => (a < b ? -1 : 1));
    return hashOf(32, sender, name, JSON.stringify(pairs));
  }
}

function labelsOf(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return [shortened(key, MAX_LABEL), shortened(text, MAX_LABEL)];
    }),
  );
}

function guarded(take: () => string | undefined): string | undefined {
  try {
    return take();
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}
