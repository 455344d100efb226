import { z } from 'zod';
import {
  CORRELATION_TEXT_FIELDS,
  type CorrelationTextField,
  ENTITY_TYPES,
} from '../../../../observability/types/correlation.ts';

/**
 * An object whose keys are anybody's. (`z.record` leaves out a key named `__proto__`, and a filter that is left out
 * finds everything.)
 */
const objectSchema = z.custom<Record<string, unknown>>(isObject, 'Invalid input: expected an object');

/** The same with texts only. */
export const textsSchema = z.custom<Record<string, string>>(
  value => isObject(value) && Object.values(value).every(text => typeof text === 'string'),
  'Invalid input: expected an object of texts',
);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Both ends belong to the range; either may be absent. */
export const dateRangeSchema = z.strictObject({ start: z.date().optional(), end: z.date().optional() });

export type DateRange = z.infer<typeof dateRangeSchema>;

const textFilters = Object.fromEntries(
  CORRELATION_TEXT_FIELDS.map(field => [
    field,
    field.endsWith('ntityType') ? z.enum(ENTITY_TYPES).optional() : z.string().optional(),
  ]),
) as Record<CorrelationTextField, z.ZodOptional<z.ZodString>>;

/** The filters that every list takes. All that are given must hold. */
export const commonFilterShape = {
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  ...textFilters,
  /** The record has all of these. */
  tags: z.array(z.string()).optional(),
  /** The record's metadata has each of these keys with exactly this value. */
  metadata: objectSchema.optional(),
};

/** The largest page and the largest keyset limit. */
export const MAX_PER_PAGE = 100;

export const paginationSchema = z.strictObject({
  /** 0-based. */
  page: z.number().int().min(0).default(0),
  perPage: z.number().int().min(1).max(MAX_PER_PAGE).default(10),
});

/** Pages by number (`pagination`), or by keyset (`limit`, and from the second page `after`). */
export const pagingShape = {
  pagination: paginationSchema.partial().optional(),
  /** The `cursor.next` of the page before. */
  after: z.string().min(1).optional(),
  limit: z.number().int().min(1).max(MAX_PER_PAGE).optional(),
};

export const directionSchema = z.enum(['ASC', 'DESC']);

export type Direction = z.infer<typeof directionSchema>;

/** What a list with `pagination` says beside its rows. */
export interface PageInfo {
  readonly total: number;
  readonly page: number;
  readonly perPage: number;
  readonly hasMore: boolean;
}

/** What a keyset list says beside its rows. */
export interface CursorInfo {
  /** Give it as `after` for the next page; `null` when there is none. */
  readonly next: string | null;
}

/** The rows under their own name, with what a list by page number says. */
export type PageResult<K extends string, T> = { readonly [P in K]: readonly T[] } & { readonly pagination: PageInfo };

/** The rows under their own name, with what a list by cursor says. */
export type KeysetResult<K extends string, T> = { readonly [P in K]: readonly T[] } & { readonly cursor: CursorInfo };

/** Arguments that ask for a list by cursor. */
export type KeysetArgs<A> = A & { readonly pagination?: undefined } & (
    | { readonly limit: number }
    | { readonly after: string }
  );

/** Arguments that ask for a list by page number, as all others do. */
export type PageArgs<A> = A & { readonly limit?: undefined; readonly after?: undefined };

/**
 * What a store's own list method answers: `pagination` or `cursor`, by what was asked for. The overloads of
 * `ObservabilityStorage` tell callers which; stores make it with `pageResult` and `keysetResult`.
 */
export type ListResult<K extends string, T> = PageResult<K, T> & KeysetResult<K, T>;
