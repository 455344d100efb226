import { MastraError } from '../../../../error/index.ts';
import type { Signal } from '../../../../observability/types/bus.ts';
import { canonicalJson, jsonText } from '../shared/json.ts';
import { wellFormed, wellFormedDeep } from '../shared/text.ts';
import type { FieldKind, RecordField } from './fields.ts';

/** The dates that every engine can hold: 1970-01-01 to the end of 2299. */
const MAX_DATE_MS = Date.UTC(2300, 0) - 1;

/** Where a record is, for the error that names it. */
export interface RecordPlace {
  readonly signal: Signal;
  /** 0-based place in the call. */
  readonly index: number;
}

/**
 * Checks one field and answers its value in the form of a row, `undefined` where it is absent.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_RECORD_INVALID` (a `bad_row`) that names the place, the field and what was given.
 */
export function checkField(field: RecordField, given: unknown, place: RecordPlace): unknown {
  if (given === null || given === undefined) {
    if (field.required) throw invalidRecord(place, field.name, given, wanted(field));
    return undefined;
  }
  try {
    const value = fieldReader(field)(given);
    if (value !== refused && (value !== undefined || !field.required)) return value;
  } catch (error) {
    throw invalidRecord(place, field.name, given, 'a value that JSON can hold (no cycles, no big integers)', error);
  }
  throw invalidRecord(place, field.name, given, wanted(field));
}

/** What a reader answers for a value that the field does not take. */
export const refused = Symbol('refused');

/**
 * Turns what is given for a field into its value in a row: `undefined` where it is absent, `refused` where it is wrong.
 * It throws a TypeError for what JSON cannot hold. `null` and `undefined` are not for it.
 */
export type FieldReader = (given: unknown) => unknown;

/** Made once for a field, so that a record costs one call for each of its values. */
export function fieldReader({ name, kind, values, mayBeEmpty }: RecordField): FieldReader {
  if (values) {
    const allowed = new Set<unknown>(values);
    return value => (allowed.has(value) ? value : refused);
  }
  if (kind === 'text' && mayBeEmpty) return value => (typeof value === 'string' ? wellFormed(value) : refused);
  return kind === 'object' && name === 'metadata' ? readers.metadata : readers[kind];
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readers: Readonly<Record<FieldKind | 'metadata', FieldReader>> = {
  text: value => {
    if (typeof value !== 'string') return refused;
    return value === '' ? undefined : wellFormed(value);
  },
  date: value => {
    const ms = isDate(value) ? value.getTime() : Number.NaN;
    return ms >= 0 && ms <= MAX_DATE_MS ? ms : refused;
  },
  number: value => (Number.isFinite(value) ? (value as number) + 0 : refused),
  flag: value => (typeof value === 'boolean' ? value : refused),
  json: value => jsonText(value),
  object: value => (isObject(value) ? jsonText(value) : refused),
  metadata: value => (isObject(value) ? canonicalJson(value) : refused),
  tags: value => {
    if (!Array.isArray(value) || !value.every(tag => typeof tag === 'string')) return refused;
    return value.length === 0 ? undefined : value.map(wellFormed);
  },
  labels: value => {
    if (!isObject(value)) return refused;
    const labels: Record<string, unknown> = { ...value };
    let isClean = true;
    for (const name of Object.keys(labels)) {
      const text = labels[name];
      if (typeof text !== 'string') return refused;
      isClean &&= name.isWellFormed() && text.isWellFormed();
    }
    return isClean ? labels : wellFormedDeep(labels);
  },
  scalar: value => {
    if (typeof value === 'string') return wellFormed(value);
    return Number.isFinite(value) ? (value as number) + 0 : refused;
  },
};

/** Dates of another realm (a test runner's, a vm context's) are dates too. */
function isDate(value: unknown): value is Date {
  return value instanceof Date || Object.prototype.toString.call(value) === '[object Date]';
}

const descriptions: Record<FieldKind, string> = {
  text: 'a text',
  date: 'a valid Date from 1970 to 2299',
  number: 'a finite number',
  flag: 'true or false',
  json: 'a value that JSON can hold',
  object: 'an object',
  tags: 'an array of texts',
  labels: 'an object of texts',
  scalar: 'a finite number or a text',
};

function wanted(field: RecordField): string {
  if (field.values) return `one of ${field.values.join(', ')}`;
  const description =
    field.kind === 'text' && field.required && !field.mayBeEmpty ? 'a non-empty text' : descriptions[field.kind];
  return field.required ? description : `${description}, or nothing`;
}

/** The error for a record that no store takes. Nothing of the call was stored. */
export function invalidRecord(
  place: RecordPlace,
  field: string,
  given: unknown,
  allowed: string,
  cause?: unknown,
): MastraError {
  return new MastraError({
    code: 'OBSERVABILITY_STORAGE_RECORD_INVALID',
    domain: 'STORAGE',
    message: `${place.signal} record ${place.index}: ${field} must be ${allowed} (given: ${show(given)}). Nothing of this call was stored: mend or leave out the record and repeat it.`,
    cause,
    details: { failure: 'bad_row', signal: place.signal, index: place.index, field },
  });
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (Array.isArray(value)) return 'an array';
  if (isDate(value)) return 'an invalid or distant Date';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
