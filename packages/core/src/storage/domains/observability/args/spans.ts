import { z } from 'zod';
import { SPAN_TYPES } from '../../../../observability/types/span-types.ts';
import { SPAN_STATUSES } from '../records/span.ts';
import {
  type CursorInfo,
  commonFilterShape,
  dateRangeSchema,
  directionSchema,
  keysetShape,
  scalarsSchema,
  textListSchema,
} from './common.ts';
import { durationSchema } from './tracing.ts';

/** Filters of single spans, wherever in their trace they are. */
export const spanFiltersSchema = z.strictObject({
  ...commonFilterShape,
  startedAt: dateRangeSchema.optional(),
  endedAt: dateRangeSchema.optional(),
  parentSpanId: z.string().optional(),
  spanType: z.union([z.enum(SPAN_TYPES), z.array(z.enum(SPAN_TYPES)).readonly()]).optional(),
  name: z.union([z.string(), textListSchema]).optional(),
  status: z.enum(SPAN_STATUSES).optional(),
  /** Milliseconds, both inclusive; running spans have none. */
  durationMs: durationSchema.optional(),
  /** `attributes.model` or `attributes.responseModel` is exactly this text. */
  model: z.string().optional(),
  /** The span's attributes have each of these top-level keys with exactly this value. */
  attributes: scalarsSchema.optional(),
});

export type SpanFilters = z.infer<typeof spanFiltersSchema>;

/** Milliseconds after which a search stops where it is, where the caller does not say. */
export const DEFAULT_SEARCH_MS = 5000;

export const listSpansArgsSchema = z.strictObject({
  filters: spanFiltersSchema.optional(),
  /**
   * Every word of it occurs in the span's name or in the JSON text of its input, output, attributes or error, upper and
   * lower case alike, as a word or as a part of one. Scans.
   */
  search: z.string().optional(),
  orderBy: z
    .strictObject({ field: z.enum(['startedAt']).default('startedAt'), direction: directionSchema.default('DESC') })
    .partial()
    .optional(),
  ...keysetShape,
  /** Milliseconds that a search may take before it answers what it has found so far. @default 5000 */
  searchMs: z.number().int().min(1).max(600_000).optional(),
});

export type ListSpansArgs = z.input<typeof listSpansArgsSchema>;

/** How far a list of spans has looked. */
export interface SearchInfo {
  /**
   * Whether everything up to the last span of the page, or to the end, has been looked at. `false`: time ran out before
   * the page was full, and `cursor.next` goes on from `reachedAt`.
   */
  readonly isComplete: boolean;
  /** The start time that an incomplete search has come to; else `null`. */
  readonly reachedAt: Date | null;
}

export interface SpansResult<T> {
  readonly spans: readonly T[];
  readonly cursor: CursorInfo;
  readonly search: SearchInfo;
}
