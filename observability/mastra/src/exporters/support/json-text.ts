/** A cut string ends in this mark, which gives its real length. */
const markOf = (length: number) => `… [cut: ${length} characters]`;

/** Lengths that strings are cut to, one after the other, until the text fits. */
const CUTS = [4_000_000, 1_000_000, 400_000, 150_000, 60_000, 15_000, 4_000, 1_000, 250];

/** What a UTF-16 unit takes at most, however a destination measures: `\u0000` as JSON. */
const MAX_UNIT_BYTES = 6;

/**
 * JSON with the replacement character where half a surrogate pair stands: strict readers refuse the whole request for
 * one. `null` for what JSON has no form for.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  if (!text.includes('\\ud')) return text;
  // A pair of backslashes is text of the user's own and stays.
  return text.replace(/(\\\\)|\\ud[89a-f][0-9a-f]{2}/g, (_, backslashes?: string) => backslashes ?? '\ufffd');
}

/** What a destination takes of one record. */
export interface SizeLimit<T> {
  readonly max: number;
  /** How the destination measures. @default bytes of UTF-8 */
  readonly sizeOf?: (json: string) => number;
  /** The value without what is long in it, for where cutting strings does not help. */
  readonly strip: (value: T, size: number) => unknown;
}

/** JSON within a limit. Where it is over, long strings are cut, as little as needed, each with a mark. */
export function jsonTextWithin<T>(value: T, limit: SizeLimit<T>): string {
  const { max, sizeOf = Buffer.byteLength, strip } = limit;
  const text = jsonText(value);
  // No need to measure where even the worst would fit.
  if (text.length * MAX_UNIT_BYTES <= max) return text;
  const size = sizeOf(text);
  if (size <= max) return text;
  for (const length of CUTS) {
    if (length > max) continue;
    const shorter = jsonText(cutStrings(value, length));
    if (sizeOf(shorter) <= max) return shorter;
  }
  return jsonText(strip(value, size));
}

function cutStrings(value: unknown, length: number): unknown {
  if (typeof value === 'string') {
    return value.length <= length ? value : value.slice(0, length).toWellFormed() + markOf(value.length);
  }
  if (Array.isArray(value)) return value.map(item => cutStrings(item, length));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutStrings(item, length)]));
}
