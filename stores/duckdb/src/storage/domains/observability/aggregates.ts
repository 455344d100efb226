import {
  type AggregatedSignal,
  type AggregatePlan,
  type AggregateResult,
  type BreakdownResult,
  breakdownResult,
  type Condition,
  type Dimension,
  type GroupKey,
  type PercentilesPlan,
  type PercentilesResult,
  planAggregate,
  planBreakdown,
  planPercentiles,
  planTimeSeries,
  type TimeSeriesResult,
  timeSeriesResult,
} from '@mastra/core/storage';
import { exactText, join, raw, type Sql, sql } from '../../engine/sql.ts';
import { CONTEXTS, type ColumnPlace, columnOf, placeOf, SERIES, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { label, where } from './filters.ts';

/** The column whose numbers are aggregated. A feedback whose value is a text has none and is only counted. */
const valueColumns: Readonly<Record<AggregatedSignal, string>> = {
  metric: 'value',
  score: 'score',
  feedback: 'value_number',
};

export async function aggregate(context: Context, signal: AggregatedSignal, args: unknown): Promise<AggregateResult> {
  const plan = planAggregate(signal, args);
  const [row] = await context.db.read(session =>
    session.rows(sql`SELECT ${aggregated(signal, plan)} AS value ${source(signal, plan.conditions, [plan.distinct])}`),
  );
  return { value: row?.value as number | null };
}

export async function breakdown(context: Context, signal: AggregatedSignal, args: unknown): Promise<BreakdownResult> {
  const plan = planBreakdown(signal, args);
  const found = await cells(context, signal, plan, []);
  return breakdownResult(plan.groupBy, found, plan.limit);
}

export async function timeSeries(context: Context, signal: AggregatedSignal, args: unknown): Promise<TimeSeriesResult> {
  const plan = planTimeSeries(signal, args);
  return timeSeriesResult(plan, await cells(context, signal, plan, [bucket(plan.intervalMs)]));
}

interface Cell {
  readonly key: GroupKey;
  readonly bucket: number;
  readonly value: number | null;
}

/** The aggregate of every group, and of every bucket where there are any. */
async function cells(
  { db }: Context,
  signal: AggregatedSignal,
  plan: AggregatePlan & { readonly groupBy: readonly Dimension[] },
  buckets: readonly Sql[],
): Promise<readonly Cell[]> {
  const keys = plan.groupBy.map((_, i) => `key${i}`);
  const columns = [...buckets, ...plan.groupBy.map((by, i) => sql`${dimension(signal, by)} AS ${raw(keys[i]!)}`)];
  const grouped = sql`SELECT ${join(columns, ', ')}, ${aggregated(signal, plan)} AS value ${source(signal, plan.conditions, [...plan.groupBy, plan.distinct])} GROUP BY ${places(columns.length)}`;
  const exact = raw(keys.map(key => `${exactText(key)} AS ${key}`).join(', '));
  const query = keys.length === 0 ? grouped : sql`SELECT * REPLACE (${exact}) FROM (${grouped})`;
  const rows = await db.read(session => session.rows(query));
  return rows.map(row => ({
    key: keys.map(key => row[key] as string | null),
    bucket: row.bucket as number,
    value: row.value as number | null,
  }));
}

export async function percentiles(
  context: Context,
  signal: 'metric' | 'score',
  args: unknown,
): Promise<PercentilesResult> {
  const plan: PercentilesPlan = planPercentiles(signal, args);
  const wanted = sql`[${join(
    plan.percentiles.map(percentile => sql`${percentile}`),
    ', ',
  )}]`;
  const rows = await context.db.read(session =>
    session.rows(
      sql`SELECT ${bucket(plan.intervalMs)}, quantile_cont(${raw(valueColumns[signal])}, ${wanted}) AS "values" ${source(signal, plan.conditions)} GROUP BY 1 ORDER BY 1`,
    ),
  );
  const points = (place: number) =>
    rows.map(row => ({
      timestamp: new Date(row.bucket as number),
      value: (row.values as readonly number[])[place]!,
    }));
  return { series: plan.percentiles.map((percentile, place) => ({ percentile, points: points(place) })) };
}

/** The rows, with those of what they refer to that the dimensions need. */
function source(
  signal: AggregatedSignal,
  conditions: readonly Condition[],
  dimensions: readonly (Dimension | null)[] = [],
): Sql {
  const places = new Set(dimensions.flatMap(dimension => (dimension ? placeOfDimension(signal, dimension) : [])));
  const contexts = places.has('contexts') ? ` LEFT JOIN ${CONTEXTS} contexts ON contexts.id = context` : '';
  const series = places.has('series') ? ` JOIN ${SERIES} series_of ON series_of.id = series` : '';
  return sql`FROM ${raw(TABLES[signal].rows + contexts + series)} WHERE ${where(signal, conditions)}`;
}

function placeOfDimension(signal: AggregatedSignal, { kind, name }: Dimension): ColumnPlace {
  return kind === 'label' ? 'series' : placeOf(signal, name);
}

function aggregated(signal: AggregatedSignal, { aggregation, distinct }: AggregatePlan): Sql {
  const value = valueColumns[signal];
  switch (aggregation) {
    case 'count':
      return raw('count(*)::DOUBLE');
    case 'count_distinct':
      return sql`count(DISTINCT ${dimension(signal, distinct!)})::DOUBLE`;
    case 'last':
      return raw(`max_by(${value}, (timestamp, ${TABLES[signal].keys[0]})) FILTER (${value} IS NOT NULL)`);
    default:
      return raw(`${aggregation}(${value})`);
  }
}

/** Buckets begin at multiples of the interval since the epoch. */
function bucket(intervalMs: number): Sql {
  return raw(`(epoch_ms(timestamp) // ${intervalMs} * ${intervalMs})::DOUBLE AS bucket`);
}

function dimension(signal: AggregatedSignal, { kind, name }: Dimension): Sql {
  return kind === 'label' ? label(name) : raw(columnOf(signal, name));
}

function places(count: number): Sql {
  return raw(Array.from({ length: count }, (_, i) => i + 1).join(', '));
}
