import { MastraError } from '../../error/index.ts';

/**
 * JSON that keeps what JSON loses: dates, `undefined`, numbers that are not finite, big integers. Each is an object with
 * one key of these; an object of a user that looks like one is wrapped in `$value`.
 */
const TAGS = ['$date', '$undefined', '$number', '$bigint', '$function', '$value'] as const;

type Tag = (typeof TAGS)[number];

/** Deeper values are refused: no record of ours is, and a reader could not walk them. */
export const MAX_DEPTH = 1000;

/** @throws MastraError `STORAGE_VALUE_INVALID` for circles and for values that are too deep; whatever getters throw. */
export function encodeValue(value: unknown): string {
  return JSON.stringify(tagged(value, 0));
}

/** @throws MastraError `STORAGE_VALUE_INVALID` for anything that `encodeValue` does not make. */
export function decodeValue(text: string): unknown {
  if (isTooDeep(text)) throw invalid(`it is nested deeper than ${MAX_DEPTH} levels`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  // Most texts of a user have none, and need no second look.
  return text.includes('{"$') ? untagged(parsed) : parsed;
}

function tagged(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'undefined':
      return { $undefined: true };
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $bigint: String(value) };
    case 'function':
    case 'symbol':
      return { $function: true };
    case 'object':
      return value === null ? null : taggedObject(value, depth);
    default:
      return value;
  }
}

function taggedObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) throw invalid(`it is circular, or nested deeper than ${MAX_DEPTH} levels`);
  if (isDate(value)) {
    const ms = value.getTime();
    return { $date: Number.isNaN(ms) ? null : ms };
  }
  if (Array.isArray(value)) return Array.from(value, child => tagged(child, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') return tagged(value.toJSON(''), depth + 1);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return tagged(value.valueOf(), depth);
  }
  const keys = Object.keys(value);
  const copy = Object.fromEntries(keys.map(key => [key, tagged((value as Record<string, unknown>)[key], depth + 1)]));
  return keys.length === 1 && isTag(keys[0]!) ? { $value: copy } : copy;
}

/** Takes the tags out, in place. */
function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = untagged(value[i]);
    return value;
  }
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object);
  if (keys.length === 1 && isTag(keys[0]!)) return taken(keys[0]!, object[keys[0]!]);
  return withoutTags(object, keys);
}

function withoutTags(object: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  for (const key of keys) {
    const child = object[key];
    // An assignment to `__proto__` would set the prototype.
    if (typeof child === 'object' && child !== null) {
      Object.defineProperty(object, key, {
        value: untagged(child),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
  }
  return object;
}

function taken(tag: Tag, held: unknown): unknown {
  switch (tag) {
    case '$date':
      if (held === null) return new Date(Number.NaN);
      if (typeof held === 'number') return new Date(held);
      break;
    case '$undefined':
      return undefined;
    case '$number':
      if (typeof held === 'string' && ['NaN', 'Infinity', '-Infinity', '-0'].includes(held)) return Number(held);
      break;
    case '$bigint':
      if (typeof held === 'string' && /^-?\d{1,1000}$/.test(held)) return BigInt(held);
      break;
    case '$function':
      return () => undefined;
    case '$value':
      if (typeof held === 'object' && held !== null && !Array.isArray(held)) {
        return withoutTags(held as Record<string, unknown>, Object.keys(held));
      }
  }
  throw invalid(`${tag} does not hold what it should`);
}

function isTag(key: string): key is Tag {
  return key.startsWith('$') && (TAGS as readonly string[]).includes(key);
}

/** Dates of another realm are dates too. */
function isDate(value: object): value is Date {
  return value instanceof Date || Object.prototype.toString.call(value) === '[object Date]';
}

/** Looks before the text is parsed, for the parser of a hostile text needs much memory. */
function isTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false;
  let depth = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inText) {
      if (unit === 92) i++;
      else if (unit === 34) inText = false;
    } else if (unit === 34) inText = true;
    else if (unit === 91 || unit === 123) {
      if (++depth > MAX_DEPTH + 2) return true;
    } else if (unit === 93 || unit === 125) depth--;
  }
  return false;
}

function invalid(why: string, cause?: unknown): MastraError {
  return new MastraError({
    code: 'STORAGE_VALUE_INVALID',
    domain: 'STORAGE',
    message: `A value cannot be sent or read: ${why}. Allowed is what JSON can hold, with dates, nested at most ${MAX_DEPTH} levels.`,
    cause,
    details: { failure: 'unknown' },
  });
}
