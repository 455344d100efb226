/** Replaces unpaired surrogates, which UTF-8 cannot hold, by U+FFFD. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** `wellFormed` for every text in a value made of plain objects and arrays; anything else is handed on as it is. */
export function wellFormedDeep<T>(value: T): T {
  if (typeof value === 'string') return wellFormed(value) as T;
  if (Array.isArray(value)) return value.map(wellFormedDeep) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [wellFormed(key), wellFormedDeep(child)])) as T;
}

const ascii = /^[\0-\x7f]*$/;

/**
 * Makes upper and lower case alike: Unicode's simple lower-case mapping, one code point by one, whatever surrounds it.
 * That is DuckDB's `lower(x)`, and ClickHouse's `lowerUTF8(translateUTF8(x, 'Σİ', 'σi'))`: those two characters are the
 * only ones whose full mapping looks at their neighbours or makes two of one.
 */
export function foldCase(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += character === 'İ' ? 'i' : character.toLowerCase();
  return folded;
}

const word = /[a-z0-9\u0080-\u{10ffff}]+/gu;

/**
 * The words of a text, case-folded, each once: maximal runs of ASCII letters, ASCII digits and non-ASCII characters.
 *
 * @example
 * words('GET /users/42, naïve!') // ['get', 'users', '42', 'naïve']
 */
export function words(text: string): readonly string[] {
  return [...new Set(foldCase(text).match(word) ?? [])];
}

/** Orders texts by code point, as UTF-8 bytes and so every engine orders them. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates, which stand for the highest code points, before U+E000; this puts them last. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
