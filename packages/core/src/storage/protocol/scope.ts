import { z } from 'zod';
import { CORRELATION_TEXT_FIELDS, type CorrelationTextField } from '../../observability/types/correlation.ts';
import { protocolError } from './errors.ts';
import type { MethodSpec } from './methods.ts';

/**
 * What a caller is limited to, by correlation fields such as `organizationId` or `userId`. All that are given hold for
 * everything that the caller reads, writes or deletes.
 *
 * @example
 * { organizationId: 'acme' }
 */
export type StorageScope = { readonly [F in CorrelationTextField]?: string };

/** A call within a scope: what to ask the store, and what of its answer the caller may see. */
export interface ScopedCall {
  readonly args: unknown;
  readonly visible: (answer: unknown) => unknown;
}

/** @throws MastraError `STORAGE_FORBIDDEN` for anything but fields with a text, for a missing tenant is not everybody. */
export function checkScope(scope: object): StorageScope {
  const entries = Object.entries(scope);
  for (const [field, value] of entries) {
    if (!(CORRELATION_TEXT_FIELDS as readonly string[]).includes(field))
      throw forbidden(`authorize() returns ${field}, which is no correlation field`);
    if (typeof value !== 'string' || value === '') throw forbidden(`authorize() returns ${field} without a value`);
  }
  if (entries.length === 0)
    throw forbidden('authorize() returns a scope without fields: return true to allow everything');
  return scope as StorageScope;
}

/**
 * Limits a call to a scope: by the filters of the method, by its own arguments, by looking at the records of its answer,
 * or by giving the tenant to the records that it writes.
 *
 * @throws MastraError `STORAGE_FORBIDDEN` where the caller asks for others, or where the method cannot be limited so.
 */
export function withinScope(method: string, spec: MethodSpec, args: unknown, scope: StorageScope): ScopedCall {
  const fields = Object.keys(scope) as CorrelationTextField[];
  const shape = shapeOf(spec.args);
  const filters = 'filters' in shape ? shapeOf(shape.filters) : undefined;
  if (filters && fields.every(field => field in filters)) {
    return {
      args: { ...asObject(args), filters: limited(method, asObject(args).filters, scope) },
      visible: answer => answer,
    };
  }
  if (fields.every(field => field in shape)) return { args: limited(method, args, scope), visible: answer => answer };
  if (spec.records) return { args, visible: answer => visibleRecords(answer, spec.records!, scope) };
  if (spec.stamps) {
    const records = asObject(args)[spec.stamps];
    if (!Array.isArray(records)) return { args, visible: answer => answer };
    const stamped = records.map(record => limited(method, record, scope));
    return { args: { ...asObject(args), [spec.stamps]: stamped }, visible: answer => answer };
  }
  throw forbidden(`${method}() cannot be limited to ${fields.join(' and ')}`);
}

/** The object with the scope's fields. What it names itself must be the same. */
function limited(method: string, given: unknown, scope: StorageScope): Record<string, unknown> {
  const own = asObject(given);
  for (const [field, value] of Object.entries(scope)) {
    const named = own[field];
    if (named !== undefined && named !== null && named !== value) throw forbidden(`${method}() names another ${field}`);
  }
  return { ...own, ...scope };
}

function visibleRecords(answer: unknown, where: NonNullable<MethodSpec['records']>, scope: StorageScope): unknown {
  if (answer === null || answer === undefined) return answer;
  const isVisible = (record: unknown) =>
    Object.entries(scope).every(([field, value]) => asObject(record)[field] === value);
  if (where === 'itself') return isVisible(answer) ? answer : null;
  if (where === 'span') return isVisible(asObject(answer).span) ? answer : null;
  const spans = (asObject(answer).spans as readonly unknown[]).filter(isVisible);
  return { ...asObject(answer), spans };
}

/** The keys that a schema of an object has, whatever it is wrapped in. */
function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  if (schema instanceof z.ZodObject) return schema.shape;
  // Every one of the questions has filters, and all filters have the correlation fields.
  if (schema instanceof z.ZodDiscriminatedUnion) return shapeOf(schema.options[0]);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return shapeOf(schema.unwrap());
  return {};
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function forbidden(why: string) {
  return protocolError('STORAGE_FORBIDDEN', `This call is not allowed: ${why}.`, 'unauthorized');
}
