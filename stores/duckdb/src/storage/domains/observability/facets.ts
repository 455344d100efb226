import type { Signal } from '@mastra/core/observability';
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
} from '@mastra/core/storage';
import type { EngineRow } from '../../engine/session.ts';
import { exactText, list, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { CONTEXTS, type ColumnPlace, columnOf, placeOf, SERIES, TABLES, TRACES } from './columns.ts';
import type { Context } from './context.ts';
import { label, where } from './filters.ts';

const signalOf = (counted: Counted): Signal => (counted === 'traces' || counted === 'spans' ? 'tracing' : counted);

function from({ counted, conditions }: FacetsPlan | HistogramPlan, lostBefore: number | null): Sql {
  const table = counted === 'traces' ? TRACES : TABLES[signalOf(counted)];
  return sql`FROM ${raw(table.rows)} WHERE ${where(signalOf(counted), conditions, lostBefore)}`;
}

export async function getFacets(context: Context, args: FacetsArgs): Promise<FacetsResult> {
  const plan = planFacets(args);
  const source = from(plan, context.lostBefore());
  const [[counted], ...found] = await Promise.all([
    rows(context, sql`SELECT count(*)::DOUBLE AS total ${source}`),
    ...plan.facets.map(facet => countValues(context, plan, facet, source)),
  ]);
  return facetsResult(plan, found, counted?.total as number);
}

const rows = ({ db }: Context, query: Sql): Promise<readonly EngineRow[]> => db.read(session => session.rows(query));

async function countValues(context: Context, plan: FacetsPlan, facet: Facet, source: Sql): Promise<FoundFacet> {
  const signal = signalOf(plan.counted);
  const value = facetValue(signal, facet, context.lostBefore());
  const values = sql`SELECT ${value} AS value, rows ${occurrences(placeOfFacet(signal, facet), source)}`;
  const counts = sql`SELECT value, sum(rows)::DOUBLE AS count, (count(*) OVER ())::DOUBLE AS "values" FROM (${values}) GROUP BY value ORDER BY count DESC, value NULLS FIRST LIMIT ${raw(String(plan.limit))}`;
  const found = await rows(context, sql`SELECT * REPLACE (${raw(exactText('value'))} AS value) FROM (${counts})`);
  return { name: facet.name, found: found as unknown as FacetValue[], values: (found[0]?.values as number) ?? 0 };
}

/** What has the facet's column, with how many rows it stands for: few contexts and series stand for many rows. */
function occurrences(place: ColumnPlace, source: Sql): Sql {
  if (place === 'rows') return sql`FROM (SELECT *, 1 AS rows ${source})`;
  const [number, table] = place === 'contexts' ? ['context', CONTEXTS] : ['series', SERIES];
  return sql`FROM (SELECT ${raw(number)} AS number, count(*) AS rows ${source} GROUP BY ${raw(number)}) LEFT JOIN ${raw(table)} ON ${raw(table)}.id = number`;
}

function placeOfFacet(signal: Signal, { kind, name }: Facet): ColumnPlace {
  if (kind === 'tags') return 'contexts';
  if (kind === 'label') return 'series';
  return kind === 'field' ? placeOf(signal, name) : 'rows';
}

function facetValue(signal: Signal, { kind, name }: Facet, lostBefore: number | null): Sql {
  switch (kind) {
    case 'field':
      return raw(columnOf(signal, name));
    case 'label':
      return label(name);
    case 'tags':
      return raw('unnest(CASE WHEN tags IS NULL THEN [NULL] ELSE list_distinct(tags) END)');
    case 'status':
      if (lostBefore === null) return raw('status');
      return sql`CASE WHEN status = 'running' AND started_at < ${moment(lostBefore)} THEN 'lost' ELSE status END`;
    case 'model':
      return raw(`coalesce(${attributeText('model')}, ${attributeText('responseModel')})`);
  }
}

/** A text among the attributes; NULL where it is empty or none. */
function attributeText(key: string): string {
  return `CASE WHEN json_type(attributes, '$.${key}') = 'VARCHAR' THEN nullif(json_extract_string(attributes, '$.${key}'), '') END`;
}

export async function getHistogram(context: Context, args: HistogramArgs): Promise<HistogramResult> {
  const plan = planHistogram(args);
  const source = from(plan, context.lostBefore());
  const at = `epoch_ms(${columnOf(signalOf(plan.counted), plan.time)})`;
  const buckets = await bucketsOf(plan, async () => {
    const [row] = await rows(
      context,
      sql`SELECT min(${raw(at)})::DOUBLE AS "from", max(${raw(at)})::DOUBLE AS "to" ${source}`,
    );
    return row as unknown as { from: number | null; to: number | null };
  });
  if (buckets === null) return histogramResult(null, new Map());
  const bucket = raw(`((${at} - ${buckets.from}) // ${buckets.widthMs})::DOUBLE`);
  const found = await rows(
    context,
    sql`SELECT ${bucket} AS bucket, count(*)::DOUBLE AS count, count(*) FILTER (${isError(plan.counted)})::DOUBLE AS errors ${source} GROUP BY 1`,
  );
  return histogramResult(
    buckets,
    new Map(found.map(row => [row.bucket as number, { count: row.count as number, errors: row.errors as number }])),
  );
}

function isError(counted: Counted): Sql {
  if (counted === 'log') return sql`level IN (${list(ERROR_LEVELS)})`;
  return raw(signalOf(counted) === 'tracing' ? "status = 'error'" : 'false');
}
