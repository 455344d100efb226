/** A cut string ends in this mark, which gives its real length. */
const markOf = (length: number) => `… [cut: ${length} characters]`;

/** Lengths that strings are cut to, one after the other, until the text fits. */
const CUTS = [1_000_000, 250_000, 60_000, 15_000, 4_000, 1_000, 250];

/** JSON with the replacement character where half a surrogate pair stands: strict readers refuse the whole request. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  if (!text.includes('\\ud')) return text;
  // A pair of backslashes is text of the user's own and stays.
  return text.replace(/(\\\\)|\\ud[89a-f][0-9a-f]{2}/g, (_, backslashes?: string) => backslashes ?? '\ufffd');
}

/**
 * JSON of at most so many bytes. Where it is longer, long strings are cut, each with a mark; where that is not enough,
 * `strip` answers the value without what is long in it.
 */
export function jsonTextWithin<T>(value: T, maxBytes: number, strip: (value: T, bytes: number) => unknown): string {
  const text = jsonText(value);
  // A UTF-16 unit is at most three bytes: no need to count where even that fits.
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  for (const length of CUTS) {
    if (length * 2 > maxBytes) continue;
    const shorter = jsonText(cutStrings(value, length));
    if (Buffer.byteLength(shorter) <= maxBytes) return shorter;
  }
  return jsonText(strip(value, bytes));
}

function cutStrings(value: unknown, length: number): unknown {
  if (typeof value === 'string') {
    return value.length <= length ? value : value.slice(0, length).toWellFormed() + markOf(value.length);
  }
  if (Array.isArray(value)) return value.map(item => cutStrings(item, length));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutStrings(item, length)]));
}
