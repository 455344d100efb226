import {
  type ListSpansArgs,
  planSpans,
  readSpanSummary,
  SEARCHED_ALL,
  SPAN_SUMMARY_FIELDS,
  type SpanRow,
  type SpanSummary,
  type SpansPlan,
  type SpansResult,
  searchSpans,
  startedWithin,
} from '@mastra/core/storage';
import { and, join, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { columnOf, RUNNING, selectList, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { where } from './filters.ts';
import { runningSpans } from './listed.ts';
import { firstOf, type ListSource, listRows, position } from './lists.ts';
import { recordRow } from './rows.ts';

const spanColumns = RUNNING.columns.map(({ name }) => name).join(', ');

export async function listSpans(context: Context, args?: ListSpansArgs): Promise<SpansResult<SpanSummary>> {
  const plan = planSpans(args);
  const lostBefore = context.lostBefore();
  const source: ListSource = {
    select: raw(selectList(TABLES.tracing, SPAN_SUMMARY_FIELDS)),
    columns: spanColumns,
    parts: await allSpans(context),
    where: where(plan.conditions, { textSearch: context.textSearch, lostBefore }),
    column: columnOf,
  };
  const read = (row: object) => readSpanSummary(recordRow<SpanRow>(row as never), lostBefore);
  if (plan.searches) return search(context, plan, source, read);
  const { spans, cursor } = await listRows(context.db, 'spans', source, plan, read);
  return { spans, cursor, search: SEARCHED_ALL };
}

/** All spans, in parts without a span in common: those that have ended, and those that run where there are any. */
export async function allSpans(context: Context): Promise<readonly Sql[]> {
  const ended = from(context, TABLES.tracing);
  const [running] = await context.db.rows(sql`SELECT 1 AS one FROM ${from(context, RUNNING)} WHERE Sign = 1 LIMIT 1`);
  return running ? [ended, sql`(${runningSpans(context, spanColumns)})`] : [ended];
}

function search(
  { db }: Context,
  plan: SpansPlan,
  source: ListSource,
  read: (row: object) => SpanSummary,
): Promise<SpansResult<SpanSummary>> {
  const { order, paging } = plan;
  const range = startedWithin(plan.conditions);
  const engine = {
    extent: async () => {
      const extents = source.parts.map(
        part =>
          sql`SELECT count() AS total, toUnixTimestamp64Milli(min(StartedAt)) AS first, toUnixTimestamp64Milli(max(StartedAt)) AS last FROM ${part}`,
      );
      const found = (await db.rows(join(extents, ' UNION ALL '))).filter(row => (row.total as number) > 0);
      const total = found.reduce((sum, row) => sum + (row.total as number), 0);
      if (total === 0) return { from: null, to: null, total };
      return {
        total,
        from: Math.max(
          ...[Math.min(...found.map(row => row.first as number)), ...(range.from === null ? [] : [range.from])],
        ),
        to: Math.min(...[Math.max(...found.map(row => row.last as number)), ...(range.to === null ? [] : [range.to])]),
      };
    },
    rows: (window: { readonly from: number; readonly to: number }, limit: number) => {
      const within = sql`StartedAt >= ${moment(Math.ceil(window.from))} AND StartedAt <= ${moment(Math.floor(window.to))}`;
      return firstOf(db, { ...source, where: and([within, source.where]) }, order, limit, paging.after);
    },
    position: (row: object) => position(row as never, order),
  };
  return searchSpans(plan, engine, read);
}
