import type { SerializedLog } from '@sentry/core';

/** Attributes as Sentry's envelopes carry them: each value with its type. */
export type TypedAttributes = NonNullable<SerializedLog['attributes']>;

/** Attributes by name; what is `undefined` or `null` is left out. */
export type PlainAttributes = Readonly<Record<string, unknown>>;

/** Sentry refuses a span or log above 1 MiB, so no value may come near. In UTF-16 units. */
const MAX_TEXT = 65_536;

/** Gives every value its type. Objects become JSON text, dates ISO text; a long text is cut, with a mark. */
export function typed(attributes: PlainAttributes): TypedAttributes {
  const result: TypedAttributes = {};
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = typedValue(value);
    if (attribute) result[key.toWellFormed()] = attribute;
  }
  return result;
}

/** A text of at most `max` UTF-16 units, with a mark where it was cut, and without unpaired surrogates. */
export function cut(text: string, max: number = MAX_TEXT): string {
  const short = text.length > max ? `${text.slice(0, max)}… [cut from ${text.length} characters]` : text;
  return short.toWellFormed();
}

/** A value as JSON text; a text as it is. */
export function asText(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value as JSON holds it, without unpaired surrogates in its texts and keys: Sentry's parser refuses them. */
export function wellFormed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_key, inner) => repaired(inner)));
}

function repaired(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.keys(value).every(key => key.isWellFormed())) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), inner]));
}

/** Every key with a prefix. */
export function prefixed(prefix: string, record: PlainAttributes | undefined): PlainAttributes {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [`${prefix}${key}`, value]));
}

function typedValue(value: unknown): TypedAttributes[string] | undefined {
  switch (typeof value) {
    case 'string':
      return { type: 'string', value: cut(value) };
    case 'boolean':
      return { type: 'boolean', value };
    case 'number':
      if (!Number.isFinite(value)) return { type: 'string', value: String(value) };
      return { type: Number.isSafeInteger(value) ? 'integer' : 'double', value };
    case 'object':
      if (value === null) return undefined;
      if (value instanceof Date) return { type: 'string', value: value.toISOString() };
      if (isTexts(value)) return { type: 'array', value: value.map(text => cut(text)) };
      return { type: 'string', value: cut(JSON.stringify(value)) };
    default:
      return undefined;
  }
}

function isTexts(value: object): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(item => typeof item === 'string');
}
