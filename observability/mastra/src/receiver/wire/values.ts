import { listOf, objectOf, scalar } from './types.ts';

/** Values nested deeper than this are cut, with a marker in their place. */
export const MAX_DEPTH = 64;

/** Fields of one object or record beyond this many are left out, with a marker in their place. SDKs send 128 by default. */
const MAX_FIELDS = 5000;

/** Characters of a text; the rest is cut, with a marker at its end. */
export const MAX_TEXT = 1024 * 1024;

/** Characters of a name of an attribute. */
const MAX_KEY = 1024;

/** What an `AnyValue` holds, as a JSON value. Whole numbers that a double cannot hold stay texts. */
export function jsonValueOf(wire: unknown, depth = 0): unknown {
  const value = objectOf(wire);
  if (depth > MAX_DEPTH) return `[cut: nested deeper than ${MAX_DEPTH}]`;
  if ('stringValue' in value) return stringOf(scalar(value.stringValue, 'a stringValue'));
  if ('boolValue' in value) return scalar(value.boolValue, 'a boolValue') === true;
  if ('intValue' in value) return integerOf(scalar(value.intValue, 'an intValue'));
  if ('doubleValue' in value) return doubleOf(scalar(value.doubleValue, 'a doubleValue'));
  if ('arrayValue' in value) return listOf(objectOf(value.arrayValue).values).map(item => jsonValueOf(item, depth + 1));
  if ('kvlistValue' in value) return recordOf(objectOf(value.kvlistValue).values, depth + 1);
  if ('bytesValue' in value) return bytesOf(scalar(value.bytesValue, 'a bytesValue'));
  return null;
}

/**
 * Attributes as a plain object. The last one of a name counts. A name such as `__proto__` is a name like any other: it
 * becomes a field and never reaches a prototype.
 */
export function recordOf(keyValues: unknown, depth = 0): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  const items = listOf(keyValues);
  for (const item of items.slice(0, MAX_FIELDS)) {
    const { key, value } = objectOf(item);
    if (typeof key !== 'string') continue;
    setField(record, shortened(key, MAX_KEY), jsonValueOf(value, depth));
  }
  if (items.length > MAX_FIELDS) record['[cut]'] = `${items.length - MAX_FIELDS} of ${items.length} fields`;
  return record;
}

/** Sets a field of any name as a field of the object's own. */
export function setField(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    record[key] = value;
  }
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? shortened(value, MAX_TEXT) : null;
}

function integerOf(value: unknown): unknown {
  // JSON with a number instead of a text has lost its digits already.
  if (typeof value === 'number') return doubleOf(value);
  if (typeof value !== 'string') return null;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return shortened(value, 40);
}

/** JSON has no way to write these as numbers, and stores refuse them. */
function doubleOf(value: unknown): unknown {
  const number = typeof value === 'string' ? Number(value.replace(/^(-?)Inf$/, '$1Infinity')) : value;
  if (typeof number !== 'number') return null;
  return Number.isFinite(number) ? number : String(number);
}

/** A text of bounded length: where it is cut, a marker tells of what is missing. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  // Not between the halves of a character.
  const end = (text.charCodeAt(max - 1) & 0xfc00) === 0xd800 ? max - 1 : max;
  return `${text.slice(0, end)}[cut: ${end} of ${text.length} characters kept]`;
}

/** Base64, as the protocol's JSON has it. */
function bytesOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return shortened(Buffer.from(value).toString('base64'), MAX_TEXT);
  return typeof value === 'string' ? shortened(value, MAX_TEXT) : null;
}
