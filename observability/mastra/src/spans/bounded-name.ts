/** Longest name, id or tag, in UTF-16 units. */
const MAX_NAME = 512;
/** Room for the marker of a text that was cut before. */
const MARKER = 64;

/** Whether `boundedName` cuts it. */
export function isTooLong(text: string, max = MAX_NAME): boolean {
  return text.length > max + MARKER;
}

/**
 * Cuts a text that is looked up, hashed and kept as a name: ids, tags, labels, names of metrics. Such texts are short, and
 * one that is not would be paid for again at every look-up. What is no text is left for its reader.
 */
export function boundedName<T>(value: T, max = MAX_NAME): T | string {
  if (typeof value !== 'string' || !isTooLong(value, max)) return value;
  return `${value.slice(0, max)}[cut: ${max} of ${value.length} characters kept]`;
}
