import type { Attributes } from '@opentelemetry/api';
import type { Measurement } from './measurement.ts';
import type { Point } from './point.ts';

/** One series: what has been sent of it, or will have been once the batch is acknowledged. */
export interface Series {
  readonly attributes: Attributes;
  readonly point: Point;
  /** When the time that the point speaks of began. */
  readonly start: Date;
}

/** One metric and its series. */
export interface Stream {
  readonly head: Pick<Measurement, 'name' | 'type' | 'unit' | 'description'>;
  readonly series: Map<string, Series>;
}
