import type { Attributes } from '@opentelemetry/api';
import type { Measurement } from './measurement.ts';

/** Tells metrics apart. A name with two units or two kinds is two metrics. */
export function streamKey({ name, type, unit }: Measurement): string {
  return `${type} ${unit.length} ${unit}${name}`;
}

/** Keys of label objects, which many measurements share. */
const known = new WeakMap<Attributes, string>();

/** Tells the series of a metric apart, whatever the order of the attributes. */
export function seriesKey(attributes: Attributes): string {
  const found = known.get(attributes);
  if (found !== undefined) return found;
  const key = JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
  known.set(attributes, key);
  return key;
}
