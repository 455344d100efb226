import { MastraError } from '../../../../error/index.ts';
import type { Signal } from '../../../../observability/types/bus.ts';
import { CORRELATION_TEXT_FIELDS } from '../../../../observability/types/correlation.ts';
import {
  type FacetsResult,
  type FacetValue,
  facetsArgsSchema,
  type HistogramResult,
  histogramArgsSchema,
} from '../args/facets.ts';
import { RECORD_TIMES } from '../records/fields.ts';
import { parseArgs } from './args.ts';
import { type Condition, filterConditions, logConditions } from './conditions.ts';
import type { GroupKey } from './groups.ts';
import { compareGroupKeys } from './groups.ts';

/** What records are counted: the listed traces, all spans, or the records of another signal. */
export type Counted = 'traces' | 'spans' | Exclude<Signal, 'tracing'>;

const span = ['name', 'spanType', 'status', 'model'];
const common = [...CORRELATION_TEXT_FIELDS, 'tags'];

/**
 * The fields whose values `getFacets` counts. For metrics every other name is a label's. `tags` counts every tag of a
 * record; `model` is the model that was asked for, else the one that answered.
 */
export const FACET_FIELDS: Readonly<Record<Counted, readonly string[]>> = {
  traces: [...span, ...common],
  spans: [...span, ...common],
  log: ['level', ...common],
  metric: ['name', 'metricType', 'unit', ...common],
  score: ['scorerId', 'scorerVersion', ...common],
  feedback: ['feedbackType', 'feedbackSource', 'feedbackUserId', 'messageId', ...common],
};

/** What a facet counts the values of. */
export type Facet =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'tags' | 'status' | 'model'; readonly name: string };

interface CountPlan {
  readonly counted: Counted;
  readonly conditions: readonly Condition[];
}

export interface FacetsPlan extends CountPlan {
  /** By different names. */
  readonly facets: readonly Facet[];
  readonly limit: number;
}

type Parsed = ReturnType<typeof facetsArgsSchema.parse> | ReturnType<typeof histogramArgsSchema.parse>;

const DEFAULT_VALUES = 20;

export function planFacets(args: unknown): FacetsPlan {
  const parsed = parseArgs(facetsArgsSchema, 'getFacets', args);
  const plan = countPlan(parsed);
  const facets = [...new Set(parsed.fields)].map(name => facetOf(plan.counted, name));
  return { ...plan, facets, limit: parsed.limit ?? DEFAULT_VALUES };
}

function countPlan(parsed: Parsed): CountPlan {
  const conditions = filterConditions(parsed.filters);
  if (parsed.signal === 'log') return { counted: 'log', conditions: [...conditions, ...logConditions(parsed)] };
  if (parsed.signal !== 'tracing') return { counted: parsed.signal, conditions };
  const counted = parsed.over ?? 'traces';
  if (counted === 'traces' || parsed.filters?.hasChildError === undefined) return { counted, conditions };
  throw invalid("filters.hasChildError is a question about traces. Leave it out, or give over: 'traces'.");
}

function facetOf(counted: Counted, name: string): Facet {
  if (FACET_FIELDS[counted].includes(name)) {
    const kind = name === 'tags' || name === 'status' || name === 'model' ? name : 'field';
    return { kind, name };
  }
  if (counted === 'metric') return { kind: 'label', name };
  throw invalid(
    `fields: ${JSON.stringify(name)} is nothing whose values can be counted. Give some of ${FACET_FIELDS[counted].join(', ')}.`,
  );
}

function invalid(message: string): MastraError {
  return new MastraError({ code: 'OBSERVABILITY_STORAGE_ARGS_INVALID', domain: 'STORAGE', message });
}

/** The values of one facet that a store has found: in any order, all of them or the first `limit` in the order of the answer. */
export interface FoundFacet {
  readonly name: string;
  readonly found: readonly FacetValue[];
  /** How many there are. */
  readonly values: number;
}

export function facetsResult(plan: FacetsPlan, found: readonly FoundFacet[], total: number): FacetsResult {
  return {
    facets: Object.fromEntries(found.map(facet => [facet.name, ordered(facet.found).slice(0, plan.limit)])),
    values: Object.fromEntries(found.map(facet => [facet.name, facet.values])),
    total,
  };
}

function ordered(values: readonly FacetValue[]): FacetValue[] {
  const key = ({ value }: FacetValue): GroupKey => [value];
  const sorted = [...values].sort((a, b) => b.count - a.count || compareGroupKeys(key(a), key(b)));
  return sorted.map(({ value, count }) => ({ value, count }));
}

export interface HistogramPlan extends CountPlan {
  /** The field of time. */
  readonly time: 'startedAt' | 'timestamp';
  /** The ends of the range, both inclusive, in milliseconds; `null` for those of the records found. */
  readonly from: number | null;
  readonly to: number | null;
  readonly buckets: number;
}

const DEFAULT_BUCKETS = 60;

export function planHistogram(args: unknown): HistogramPlan {
  const parsed = parseArgs(histogramArgsSchema, 'getHistogram', args);
  const time = RECORD_TIMES[parsed.signal];
  const range = (parsed.filters as Record<typeof time, { start?: Date; end?: Date } | undefined> | undefined)?.[time];
  return {
    ...countPlan(parsed),
    time,
    from: range?.start?.getTime() ?? null,
    to: range?.end?.getTime() ?? null,
    buckets: parsed.buckets ?? DEFAULT_BUCKETS,
  };
}

/** Equal buckets from `from` on, `widthMs` milliseconds each. */
export interface Buckets {
  readonly from: number;
  readonly widthMs: number;
  readonly count: number;
}

/**
 * The buckets of a histogram, `null` where there are none.
 *
 * @param extent The first and the last time of the records found; asked for where an end of the range is open.
 */
export async function bucketsOf(
  plan: HistogramPlan,
  extent: () => Promise<{ readonly from: number | null; readonly to: number | null }>,
): Promise<Buckets | null> {
  let { from, to } = plan;
  if (from === null || to === null) {
    const found = await extent();
    from ??= found.from;
    to ??= found.to;
  }
  if (from === null || to === null || to < from) return null;
  const widthMs = Math.max(1, Math.ceil((to - from + 1) / plan.buckets));
  return { from, widthMs, count: Math.ceil((to - from + 1) / widthMs) };
}

/** The answer from the buckets that hold something, by their number. */
export function histogramResult(
  buckets: Buckets | null,
  found: ReadonlyMap<number, { readonly count: number; readonly errors: number }>,
): HistogramResult {
  if (buckets === null) return { buckets: [] };
  const { from, widthMs, count } = buckets;
  return {
    buckets: Array.from({ length: count }, (_, i) => ({
      start: new Date(from + i * widthMs),
      end: new Date(from + (i + 1) * widthMs),
      ...(found.get(i) ?? { count: 0, errors: 0 }),
    })),
  };
}

/** Levels of logs that count as errors. */
export const ERROR_LEVELS = ['error', 'fatal'] as const;
