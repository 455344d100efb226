import type { FacetsArgs, FacetsResult, HistogramArgs, HistogramResult } from '../args/index.ts';
import { type SpanRow, spanStatus } from '../records/index.ts';
import {
  bucketsOf,
  type Condition,
  type Counted,
  ERROR_LEVELS,
  type Facet,
  type FoundFacet,
  facetsResult,
  histogramResult,
  planFacets,
  planHistogram,
} from '../shared/index.ts';
import { attributesOf, matches } from './matches.ts';
import { rowsOf, type Tables } from './tables.ts';
import { foundTraces } from './traces.ts';

type Fields = Readonly<Record<string, unknown>>;

export function getFacets(tables: Tables, args: FacetsArgs, lostBefore: number | null): FacetsResult {
  const plan = planFacets(args);
  const rows = countedRows(tables, plan.counted, plan.conditions, lostBefore);
  return facetsResult(
    plan,
    plan.facets.map(facet => countValues(rows, facet, lostBefore)),
    rows.length,
  );
}

export async function getHistogram(
  tables: Tables,
  args: HistogramArgs,
  lostBefore: number | null,
): Promise<HistogramResult> {
  const plan = planHistogram(args);
  const rows = countedRows(tables, plan.counted, plan.conditions, lostBefore);
  const times = rows.map(row => row[plan.time] as number).sort((a, b) => a - b);
  const buckets = await bucketsOf(plan, async () => ({ from: times[0] ?? null, to: times.at(-1) ?? null }));
  const found = new Map<number, { count: number; errors: number }>();
  for (const row of buckets === null ? [] : rows) {
    const bucket = Math.floor(((row[plan.time] as number) - buckets!.from) / buckets!.widthMs);
    const { count, errors } = found.get(bucket) ?? { count: 0, errors: 0 };
    found.set(bucket, { count: count + 1, errors: errors + (isError(row) ? 1 : 0) });
  }
  return histogramResult(buckets, found);
}

const isError = (row: Fields) =>
  'spanType' in row ? row.error !== undefined : ERROR_LEVELS.some(l => l === row.level);

function countedRows(
  tables: Tables,
  counted: Counted,
  conditions: readonly Condition[],
  lostBefore: number | null,
): readonly Fields[] {
  if (counted === 'traces') return foundTraces(tables, conditions, lostBefore) as unknown as readonly Fields[];
  const rows = rowsOf(tables, counted === 'spans' ? 'tracing' : counted);
  return [...rows].filter(row => matches(row, conditions, { lostBefore })) as unknown as Fields[];
}

function countValues(rows: readonly Fields[], facet: Facet, lostBefore: number | null): FoundFacet {
  const counts = new Map<string | null, number>();
  for (const row of rows) {
    for (const value of valuesOf(row, facet, lostBefore)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const found = [...counts].map(([value, count]) => ({ value, count }));
  return { name: facet.name, found, values: found.length };
}

function valuesOf(row: Fields, { kind, name }: Facet, lostBefore: number | null): readonly (string | null)[] {
  switch (kind) {
    case 'field':
      return [(row[name] as string | undefined) ?? null];
    case 'label': {
      const labels = row.labels as Readonly<Record<string, string>>;
      return [Object.hasOwn(labels, name) ? labels[name]! : null];
    }
    case 'tags':
      return row.tags === undefined ? [null] : [...new Set(row.tags as readonly string[])];
    case 'status':
      return [spanStatus(row as unknown as SpanRow, lostBefore)];
    case 'model': {
      const { model, responseModel } = attributesOf(row);
      return [([model, responseModel].find(text => typeof text === 'string' && text !== '') as string) ?? null];
    }
  }
}
