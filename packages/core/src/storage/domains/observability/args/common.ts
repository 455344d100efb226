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
const jsonObjectSchema = z.custom<Readonly<Record<string, unknown>>>(
  value => isObject(value) && isJson(value),
  'Invalid input: expected an object that JSON can hold (no cycles, no big integers, no NaN or infinity)',
);

/** The same with texts only. */
export const textsSchema = z.custom<Readonly<Record<string, string>>>(
  value => isObject(value) && Object.values(value).every(text => typeof text === 'string'),
  'Invalid input: expected an object of texts',
);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same with texts, finite numbers, `true`, `false` and `null` only. */
export const scalarsSchema = z.custom<Readonly<Record<string, string | number | boolean | null | undefined>>>(
  value => isObject(value) && Object.values(value).every(isScalar),
  'Invalid input: expected an object of texts, finite numbers, true, false or null',
);

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || ['string', 'boolean', 'undefined'].includes(typeof value);
}

function isJson(value: object): boolean {
  try {
    JSON.stringify(value, (_, child) => {
      if (typeof child === 'number' && !Number.isFinite(child)) throw new TypeError('not finite');
      return child;
    });
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds that a `Date` can lie away from the epoch: no age and no duration is longer. */
export const MAX_MILLISECONDS = 8.64e15;

/**
 * Who a question is asked for. A key that is named has a value: `organizationId: undefined` is mostly a tenant that
 * somebody forgot to set, and would mean everybody.
 */
const scopeSchema = z
  .string({
    error: ({ input }) =>
      input === undefined
        ? 'Invalid input: a tenant that is named needs a value. Leave the key out to ask for everybody'
        : undefined,
  })
  .exactOptional();

/** The fields that say whose a record is. In filters and in look-ups they are never `undefined`. */
export const SCOPE_FIELDS = ['organizationId', 'resourceId', 'userId'] as const;

/** The tenant that look-ups, discovery and deletes are limited to: records that say they are its own. */
export const tenantShape = { organizationId: scopeSchema, resourceId: scopeSchema };

/** Limits a call to the records that say they are this tenant's. Without keys it is for everybody. */
export interface TenantArgs {
  readonly organizationId?: string;
  readonly resourceId?: string;
}

/** A list of texts, which the caller may have frozen. */
export const textListSchema = z.array(z.string()).readonly();

/** Both ends belong to the range; either may be absent. */
export const dateRangeSchema = z.strictObject({ start: z.date().optional(), end: z.date().optional() });

export type DateRange = z.infer<typeof dateRangeSchema>;

type ScopeField = (typeof SCOPE_FIELDS)[number];

const textFilters = Object.fromEntries(
  CORRELATION_TEXT_FIELDS.map(field => [field, textFilter(field)]),
) as unknown as Record<Exclude<CorrelationTextField, ScopeField>, z.ZodOptional<z.ZodString>> &
  Record<ScopeField, typeof scopeSchema>;

function textFilter(field: CorrelationTextField): z.ZodType {
  if (SCOPE_FIELDS.some(scope => scope === field)) return scopeSchema;
  return field.endsWith('ntityType') ? z.enum(ENTITY_TYPES).optional() : z.string().optional();
}

/** The filters that every list takes. All that are given must hold. */
export const commonFilterShape = {
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  ...textFilters,
  /** The record has all of these. */
  tags: textListSchema.optional(),
  /** The record's metadata has each of these keys with exactly this value. */
  metadata: jsonObjectSchema.optional(),
};

/** Rows of the largest page by number. */
export const MAX_PER_PAGE = 100;

/** Rows of the largest page by cursor. */
export const MAX_LIMIT = 1000;

/** The last page that can be asked for: row numbers stay exact. */
const MAX_PAGE = 1_000_000_000;

export const paginationSchema = z.strictObject({
  /** 0-based. */
  page: z.number().int().min(0).max(MAX_PAGE).default(0),
  perPage: z.number().int().min(1).max(MAX_PER_PAGE).default(10),
});

/** Pages by keyset. */
export const keysetShape = {
  /** The `cursor.next` of the page before. */
  after: z.string().min(1).optional(),
  limit: z.number().int().min(1).max(MAX_LIMIT).optional(),
};

/** Pages by number (`pagination`), or by keyset (`limit`, and from the second page `after`). */
export const pagingShape = {
  pagination: paginationSchema.partial().optional(),
  ...keysetShape,
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
