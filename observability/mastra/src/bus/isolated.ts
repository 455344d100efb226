/** Deeper than any event is captured. */
const MAX_DEPTH = 128;

/** Marks exporters of this package, which read events and never change them: they share one object. */
export const READS_ONLY = Symbol.for('mastra.observability.reads-only');

/**
 * A copy of an event, or of a part of one, that shares no object with it, for code that is not ours: what it changes
 * reaches nobody else. Texts are shared, so the cost follows the number of values and not of bytes.
 */
export function isolated<T>(value: T): T {
  return copyOf(value, 0) as T;
}

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (value instanceof Date) return new Date(value.getTime());
  if (Array.isArray(value)) {
    const items = new Array<unknown>(value.length);
    for (let i = 0; i < value.length; i++) items[i] = copyOf(value[i], depth + 1);
    return items;
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = copyOf((value as Record<string, unknown>)[key], depth + 1);
    if (key !== '__proto__') copy[key] = item;
    else Object.defineProperty(copy, key, { value: item, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}
