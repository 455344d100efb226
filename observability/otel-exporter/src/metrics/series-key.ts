import type { Attributes } from '@opentelemetry/api';
import type { Measurement } from './measurement.ts';

/** Tells metrics apart. A name with two units or two kinds is two metrics. */
export function streamKey({ name, type, unit }: Measurement): string {
  return JSON.stringify([name, type, unit]);
}

/** Tells the series of a metric apart, whatever the order of the attributes. */
export function seriesKey(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
