import type { Attributes } from '@opentelemetry/api';
import type { OtlpMetric, OtlpTemporality } from '../otlp/metrics-request.ts';
import type { Measurement } from './measurement.ts';
import { metricOf } from './metric-of.ts';
import { add, continued, emptyPoint } from './point.ts';
import type { Series, Stream } from './series.ts';
import { seriesKey, streamKey } from './series-key.ts';

export interface AggregatorOptions {
  readonly temporality: OtlpTemporality;
  /** Series that a metric may have before further ones are counted as one. */
  readonly maxSeries: number;
  readonly now: () => Date;
}

/** A batch of measurements as metrics, and what to do when they have arrived. */
export interface AggregatedBatch {
  readonly metrics: readonly OtlpMetric[];
  /** Makes the batch part of what later batches go on from. To be called once the destination has taken it. */
  commit(): void;
}

/** What OpenTelemetry calls the series that stands for all that did not fit. */
const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

/**
 * Turns measurements into points. Nothing is remembered before a batch is acknowledged: a batch that is sent again, or
 * in halves, is counted once.
 */
export class MetricAggregator {
  readonly #options: AggregatorOptions;
  readonly #born: Date;
  readonly #streams = new Map<string, Stream>();
  #attempt = 0;

  constructor(options: AggregatorOptions) {
    this.#options = options;
    this.#born = options.now();
  }

  aggregate(measurements: readonly Measurement[]): AggregatedBatch {
    const attempt = ++this.#attempt;
    const now = this.#options.now();
    const touched = new Map<string, Stream>();
    for (const measurement of measurements) {
      const key = streamKey(measurement);
      let stream = touched.get(key);
      if (!stream) {
        stream = { head: measurement, series: new Map() };
        touched.set(key, stream);
      }
      add(this.#seriesOf(key, stream, measurement).point, measurement);
    }
    return {
      metrics: [...touched.values()].map(stream => metricOf(stream, this.#options.temporality, now)),
      commit: () => {
        // An attempt that was given up and succeeds after all has been sent again in the meantime.
        if (attempt === this.#attempt) this.#keep(touched, now);
      },
    };
  }

  #seriesOf(streamId: string, stream: Stream, { attributes, bounds }: Measurement): Series {
    const kept = this.#streams.get(streamId)?.series;
    let key = seriesKey(attributes);
    const isNew = !stream.series.has(key) && !kept?.has(key);
    const overflows = isNew && countOf(kept, stream.series) >= this.#options.maxSeries;
    if (overflows) key = seriesKey(OVERFLOW);
    const present = stream.series.get(key);
    if (present) return present;
    const before = kept?.get(key);
    // A gauge goes on from its latest value, whatever the temporality: a late measurement does not undo it.
    const goesOn = this.#options.temporality === 'cumulative' || stream.head.type === 'gauge';
    const series: Series = {
      attributes: overflows ? OVERFLOW : attributes,
      point: before && goesOn ? continued(before.point) : emptyPoint(bounds),
      start: before?.start ?? this.#born,
    };
    stream.series.set(key, series);
    return series;
  }

  #keep(touched: ReadonlyMap<string, Stream>, now: Date): void {
    for (const [key, { head, series }] of touched) {
      const kept = this.#streams.get(key) ?? { head, series: new Map<string, Series>() };
      this.#streams.set(key, kept);
      for (const [seriesId, one] of series) {
        kept.series.set(seriesId, this.#options.temporality === 'delta' ? { ...one, start: now } : one);
      }
    }
  }
}

/** Series that there are or would be. */
function countOf(kept: ReadonlyMap<string, Series> | undefined, touched: ReadonlyMap<string, Series>): number {
  let count = kept?.size ?? 0;
  for (const key of touched.keys()) if (!kept?.has(key)) count++;
  return count;
}
