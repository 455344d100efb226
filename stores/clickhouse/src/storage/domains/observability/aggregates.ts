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
import { join, raw, type Sql, sql } from '../../engine/sql.ts';
import { columnOf, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { eventConditions } from './events.ts';
import { hasText } from './filters.ts';

/** The column whose numbers are aggregated. A feedback whose value is a text has none and is only counted. */
const valueColumns: Readonly<Record<AggregatedSignal, string>> = {
  metric: 'Value',
  score: 'Score',
  feedback: 'ValueNumber',
};

export async function aggregate(context: Context, signal: AggregatedSignal, args: unknown): Promise<AggregateResult> {
  const plan = planAggregate(signal, args);
  const [row] = await context.db.rows(
    sql`SELECT ${aggregated(signal, plan)} AS value ${source(context, signal, plan.conditions)}`,
  );
  return { value: row?.value as number | null };
}

export async function breakdown(context: Context, signal: AggregatedSignal, args: unknown): Promise<BreakdownResult> {
  const plan = planBreakdown(signal, args);
  return breakdownResult(plan.groupBy, await cells(context, signal, plan, []), plan.limit);
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
  context: Context,
  signal: AggregatedSignal,
  plan: AggregatePlan & { readonly groupBy: readonly Dimension[] },
  buckets: readonly Sql[],
): Promise<readonly Cell[]> {
  const keys = plan.groupBy.map((_, i) => `key${i}`);
  const columns = [...buckets, ...plan.groupBy.map((by, i) => sql`${dimension(signal, by)} AS ${raw(keys[i]!)}`)];
  const names = [...buckets.map(() => 'bucket'), ...keys].join(', ');
  const rows = await context.db.rows(
    sql`SELECT ${join(columns, ', ')}, ${aggregated(signal, plan)} AS value ${source(context, signal, plan.conditions)} GROUP BY ${raw(names)}`,
  );
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
  const wanted = plan.percentiles.map(String).join(', ');
  const rows = await context.db.rows(
    sql`SELECT ${bucket(plan.intervalMs)}, quantilesExactInclusive(${raw(wanted)})(${raw(valueColumns[signal])}) AS values ${source(context, signal, plan.conditions)} GROUP BY bucket ORDER BY bucket`,
  );
  const points = (place: number) =>
    rows.map(row => ({ timestamp: new Date(row.bucket as number), value: (row.values as readonly number[])[place]! }));
  return { series: plan.percentiles.map((percentile, place) => ({ percentile, points: points(place) })) };
}

function source(context: Context, signal: AggregatedSignal, conditions: readonly Condition[]): Sql {
  return sql`FROM ${from(context, TABLES[signal])} WHERE ${eventConditions(context, conditions)}`;
}

function aggregated(signal: AggregatedSignal, { aggregation, distinct }: AggregatePlan): Sql {
  const value = valueColumns[signal];
  switch (aggregation) {
    case 'count':
      return raw('count()');
    case 'count_distinct':
      return sql`uniqExact(${dimension(signal, distinct!)})`;
    case 'last': {
      const latest = `(Timestamp, ${TABLES[signal].keys[0]})`;
      return raw(`argMaxOrNullIf(assumeNotNull(${value}), ${latest}, ${value} IS NOT NULL)`);
    }
    default:
      return raw(`${aggregation}OrNull(${value})`);
  }
}

/** Buckets begin at multiples of the interval since the epoch. */
function bucket(intervalMs: number): Sql {
  return raw(`intDiv(toUnixTimestamp64Milli(Timestamp), ${intervalMs}) * ${intervalMs} AS bucket`);
}

/** The text of a dimension, NULL where it is absent. */
function dimension(signal: AggregatedSignal, { kind, name }: Dimension): Sql {
  if (kind === 'label') return sql`if(${hasText(raw('mapKeys(Labels)'), name)}, Labels[${name}], NULL)`;
  if (signal === 'feedback' && name === 'value') return raw('Value');
  return raw(`nullIf(toString(${columnOf(name)}), '')`);
}
