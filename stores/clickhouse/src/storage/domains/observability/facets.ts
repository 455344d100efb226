import {
  bucketsOf,
  type Counted,
  ERROR_LEVELS,
  type Facet,
  type FacetsArgs,
  type FacetsPlan,
  type FacetsResult,
  type FacetValue,
  type FoundFacet,
  facetsResult,
  type HistogramArgs,
  type HistogramPlan,
  type HistogramResult,
  histogramResult,
  planFacets,
  planHistogram,
  RECORD_KEYS,
} from '@mastra/core/storage';
import { join, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { columnOf, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { where } from './filters.ts';
import { readListed } from './listed.ts';
import { allSpans } from './span-search.ts';

/** Reads the records of a question, each once, with the columns that are asked for. */
async function counting<T>(
  context: Context,
  { counted, conditions }: FacetsPlan | HistogramPlan,
  read: (records: (columns: string) => Sql) => Promise<T>,
): Promise<T> {
  const { textSearch } = context;
  const lostBefore = context.lostBefore();
  const keys = RECORD_KEYS[counted === 'traces' || counted === 'spans' ? 'tracing' : counted].map(columnOf).join(', ');
  const records = (parts: readonly Sql[], errors?: Sql) => (columns: string) => {
    const found = where(conditions, { textSearch, lostBefore, ...(errors && { errors }) });
    return join(
      parts.map(
        part => sql`SELECT * FROM (SELECT ${raw(columns)} FROM ${part} WHERE ${found} LIMIT 1 BY ${raw(keys)})`,
      ),
      ' UNION ALL ',
    );
  };
  if (counted === 'spans') return read(records(await allSpans(context)));
  if (counted !== 'traces') return read(records([from(context, TABLES[counted])]));
  const { answer } = await readListed(context, listed => read(records(listed.parts, listed.failed())));
  return answer;
}

export async function getFacets(context: Context, args: FacetsArgs): Promise<FacetsResult> {
  const plan = planFacets(args);
  return counting(context, plan, async records => {
    const [[counted], ...found] = await Promise.all([
      context.db.rows(sql`SELECT count() AS total FROM (${records('1')})`),
      ...plan.facets.map(facet => countValues(context, plan, facet, records)),
    ]);
    return facetsResult(plan, found, counted?.total as number);
  });
}

async function countValues(
  context: Context,
  plan: FacetsPlan,
  facet: Facet,
  records: (columns: string) => Sql,
): Promise<FoundFacet> {
  const { columns, value } = facetValue(facet, context.lostBefore());
  const counts = sql`SELECT ${value} AS value, count() AS count FROM (${records(columns)}) GROUP BY value`;
  const found = await context.db.rows(
    sql`SELECT value, count, count() OVER () AS values FROM (${counts}) ORDER BY count DESC, value ASC NULLS FIRST LIMIT ${raw(String(plan.limit))}`,
  );
  return { name: facet.name, found: found as unknown as FacetValue[], values: (found[0]?.values as number) ?? 0 };
}

function facetValue(
  { kind, name }: Facet,
  lostBefore: number | null,
): { readonly columns: string; readonly value: Sql } {
  switch (kind) {
    case 'field':
      return { columns: columnOf(name), value: raw(fieldValue(name)) };
    case 'label':
      return { columns: 'Labels', value: sql`if(has(mapKeys(Labels), ${name}), Labels[${name}], NULL)` };
    case 'tags':
      return {
        columns: 'Tags',
        value: raw(
          'arrayJoin(if(empty(Tags), [NULL], arrayMap(tag -> toNullable(toString(tag)), arrayDistinct(Tags))))',
        ),
      };
    case 'status':
      return { columns: 'Error, StartedAt, EndedAt, EndReason', value: status(lostBefore) };
    case 'model':
      return {
        columns: 'Attributes',
        value: raw(
          // `JSONExtractString` makes a text of numbers, which name no model.
          `coalesce(${['model', 'responseModel'].map(key => `if(JSONType(Attributes, '${key}') = 'String', nullIf(JSONExtractString(Attributes, '${key}'), ''), NULL)`).join(', ')})`,
        ),
      };
  }
}

/** An empty column is an absent field, but for names, which may be empty. */
function fieldValue(name: string): string {
  const text = `toString(${columnOf(name)})`;
  return name === 'name' ? `toNullable(${text})` : `nullIf(${text}, '')`;
}

function status(lostBefore: number | null): Sql {
  const open =
    lostBefore === null ? raw("'running'") : sql`if(StartedAt < ${moment(Math.ceil(lostBefore))}, 'lost', 'running')`;
  return sql`toNullable(multiIf(Error != '', 'error', EndedAt IS NOT NULL, if(EndReason = 'aborted', 'aborted', 'success'), ${open}))`;
}

export async function getHistogram(context: Context, args: HistogramArgs): Promise<HistogramResult> {
  const plan = planHistogram(args);
  const column = columnOf(plan.time);
  const at = `toUnixTimestamp64Milli(${column})`;
  return counting(context, plan, async records => {
    const buckets = await bucketsOf(plan, async () => {
      const [row] = await context.db.rows(
        sql`SELECT count() AS total, min(${raw(at)}) AS first, max(${raw(at)}) AS last FROM (${records(column)})`,
      );
      if (!row || row.total === 0) return { from: null, to: null };
      return { from: row.first as number, to: row.last as number };
    });
    if (buckets === null) return histogramResult(null, new Map());
    const bucket = raw(`intDiv(${at} - ${buckets.from}, ${buckets.widthMs})`);
    const { columns, isError } = errorsOf(plan.counted);
    const found = await context.db.rows(
      sql`SELECT ${bucket} AS bucket, count() AS count, countIf(${isError}) AS errors FROM (${records([column, ...columns].join(', '))}) GROUP BY bucket`,
    );
    return histogramResult(
      buckets,
      new Map(found.map(row => [row.bucket as number, { count: row.count as number, errors: row.errors as number }])),
    );
  });
}

function errorsOf(counted: Counted): { readonly columns: readonly string[]; readonly isError: Sql } {
  switch (counted) {
    case 'traces':
    case 'spans':
      return { columns: ['Error'], isError: raw("Error != ''") };
    case 'log':
      return { columns: ['Level'], isError: sql`Level IN ${ERROR_LEVELS}` };
    default:
      return { columns: [], isError: raw('false') };
  }
}
