import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { jsonText } from './json-text.ts';

/**
 * A value as an OpenTelemetry attribute holds it: text, numbers, booleans and lists of one of them stay what they are,
 * dates become ISO text, everything else JSON text. `undefined` for what says nothing (`undefined`, `null`, `NaN`).
 */
export function attributeValue(value: unknown): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? undefined : ofObject(value);
    default:
      return undefined;
  }
}

/** The same entries without those that say nothing. */
export function attributesOf(entries: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const key of Object.keys(entries)) {
    const value = attributeValue(entries[key]);
    if (value !== undefined) attributes[key] = value;
  }
  return attributes;
}

function ofObject(value: object): AttributeValue | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (Array.isArray(value) && isHomogeneous(value)) return value as AttributeValue;
  return jsonText(value);
}

function isHomogeneous(values: readonly unknown[]): boolean {
  const type = typeof values[0];
  if (values.length === 0) return true;
  if (type !== 'string' && type !== 'boolean' && type !== 'number') return false;
  return values.every(value => typeof value === type && (type !== 'number' || Number.isFinite(value)));
}
