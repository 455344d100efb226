/** Marks a value that stands for one which JSON does not know. */
const TAG = '$exact';
const MAX_DEPTH = 200;

/** Whether `JSON.parse(JSON.stringify(value))` is the same value. An undefined property may be absent; an undefined element may not. */
export function isPlainJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || (depth <= MAX_DEPTH && isPlainContainer(value, depth));
    default:
      return false;
  }
}

function isPlainContainer(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isPlainJson(value[i], depth + 1)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return false;
  for (const key in value) {
    if (key === '__proto__' || !key.isWellFormed()) return false;
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined && !isPlainJson(item, depth + 1)) return false;
  }
  return true;
}

/**
 * The value in plain JSON, from which `untagged` makes the same value: dates, big integers, the numbers that JSON does
 * not know and texts that are not well-formed are tagged.
 *
 * @throws TypeError for a value that is nested more than 200 deep, or in itself.
 */
export function tagged(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new TypeError(`a value nested more than ${MAX_DEPTH} deep, or in itself`);
  switch (typeof value) {
    case 'string':
      // Twice JSON: parsers of other engines refuse the escapes of unpaired surrogates.
      return value.isWellFormed() ? value : { [TAG]: 'text', value: JSON.stringify(value) };
    case 'bigint':
      return { [TAG]: 'bigint', value: String(value) };
    case 'number':
      if (Object.is(value, -0)) return { [TAG]: 'number', value: '-0' };
      return Number.isFinite(value) ? value : { [TAG]: 'number', value: String(value) };
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      return value === null ? null : taggedObject(value, depth);
    default:
      return value;
  }
}

function taggedObject(value: object, depth: number): unknown {
  if (value instanceof Date) return { [TAG]: 'date', value: value.getTime() };
  if ('toJSON' in value && typeof value.toJSON === 'function') return tagged(value.toJSON(), depth + 1);
  if (Array.isArray(value)) {
    return Array.from(value, item => (item === undefined ? { [TAG]: 'undefined' } : tagged(item, depth + 1)));
  }
  const entries: [string, unknown][] = [];
  let needsEntries = false;
  for (const [key, item] of Object.entries(value)) {
    const copy = tagged(item, depth + 1);
    if (copy === undefined) continue;
    needsEntries ||= key === TAG || key === '__proto__' || !key.isWellFormed();
    entries.push([key, copy]);
  }
  if (!needsEntries) return Object.fromEntries(entries);
  return { [TAG]: 'object', value: entries.map(([key, item]) => [tagged(key), item]) };
}

/** The value that `tagged` was given. */
export function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(untagged);
  const { [TAG]: tag, value: inner } = value as Record<string, unknown>;
  switch (tag) {
    case undefined:
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
    case 'text':
      return JSON.parse(inner as string);
    case 'date':
      return new Date(inner === null ? Number.NaN : (inner as number));
    case 'bigint':
      return BigInt(inner as string);
    case 'number':
      return Number(inner);
    case 'object':
      return Object.fromEntries((inner as [unknown, unknown][]).map(([key, item]) => [untagged(key), untagged(item)]));
    default:
      return undefined;
  }
}
